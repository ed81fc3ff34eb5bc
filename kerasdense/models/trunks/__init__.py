"""Networks without a head: functions of an image that return {name: feature map}, fine
to coarse. Import them from their files."""
