"""Functions of pixel arrays: NumPy in, NumPy out; no layers, no state."""
