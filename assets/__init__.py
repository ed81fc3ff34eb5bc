"""The shipped models, one folder each: network.keras, task.json, card.md."""
