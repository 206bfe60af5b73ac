import gc


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays: a sixth of the time went into that."""
    gc.collect()
    gc.freeze()
