"""Bytes <-> arrays: still pictures, labels, videos, and which files a person meant.

picture.py is the door: every entry point reads and writes pictures through it.
video.py and video_file.py are that of moving ones.
"""
