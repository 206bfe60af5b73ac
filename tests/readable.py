"""All that whoever has the key can read in a profile's files, free pages and the log among them."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from tests.team import KEY

PAGE, RESERVED, IV, WAL_HEAD, FRAME_HEAD = 4096, 80, 16, 32, 24


def readable(home: Path) -> bytes:
    """Give all bytes of a profile's files, decrypted where they are pages of SQLCipher."""
    found = b""
    for file in home.rglob("*"):
        if not file.is_file():
            continue
        content = file.read_bytes()
        match file.suffix:
            case ".db":
                found += b"".join(map(decrypted, pages(content)))
            case ".db-wal":
                frames = content[WAL_HEAD:]
                step = FRAME_HEAD + PAGE
                found += b"".join(
                    decrypted(frames[start + FRAME_HEAD : start + step])
                    for start in range(0, len(frames), step)
                )
            case _:
                found += content
    return found


def pages(content: bytes) -> list[bytes]:
    return [content[start : start + PAGE] for start in range(0, len(content), PAGE)]


def decrypted(page: bytes) -> bytes:
    """Decrypt a page: AES-256-CBC with its own initial vector, then a MAC that is not read.

    Of the file's first page, whose salt is read as a block of text, one block is lost.
    """
    vector = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    decryptor = Cipher(AES(KEY), CBC(vector)).decryptor()
    return decryptor.update(page[: PAGE - RESERVED]) + decryptor.finalize()
