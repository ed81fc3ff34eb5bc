"""Bytes <-> arrays: still pictures, labels, and which files a person meant.

picture.py is the door: every entry point reads and writes pictures through it.
"""
