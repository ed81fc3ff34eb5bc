"""How much a file may unpack to: a small file can claim to be a very large one."""

import zlib

MOST = 4 << 30  # bytes of all arrays of a file; the largest published has 0.6 GB


def refuse_more(size):
    """Raises ValueError where `size` bytes are more than a file of weights has."""
    if size > MOST:
        raise ValueError(f"it would unpack to {size >> 20} MB")


def refuse_bomb(archive):
    """Looks at what a zip archive says of its entries, before any is unpacked."""
    refuse_more(sum(entry.file_size for entry in archive.infolist()))


def unpacked_size(data):
    """-> how long a zlib stream is when unpacked, holding a megabyte of it at a time.

    Raises:
        ValueError: It is longer than a file of weights may be.
        zlib.error: It is broken.
    """
    stream, size = zlib.decompressobj(), 0
    while data and not stream.eof:
        size += len(stream.decompress(data, 1 << 20))
        refuse_more(size)
        data = stream.unconsumed_tail
    return size
