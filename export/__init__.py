"""Files for elsewhere: SavedModel and TFLite."""
