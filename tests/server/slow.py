"""A server whose exchanges take a while, as a process of its own.

Run: python -m tests.server.slow FOLDER. It prints its port; an exchange makes FOLDER/begun and
goes on until FOLDER/go is there.
"""

import sys
import time
from pathlib import Path

from maraude.domain.clock import Now, system_now
from maraude.server import app, home, run
from maraude.server.database import Database
from maraude.server.service import Service


def main(folder: Path) -> None:
    def exchange(_database: Database, _device: str, body: bytes, _now: Now) -> bytes:
        (folder / "begun").touch()
        while not (folder / "go").exists():
            time.sleep(0.01)
        return body

    made = home.read(folder)
    with made.database() as database, run.listen("127.0.0.1", 0) as listener:
        place = home.Listening("127.0.0.1", listener.getsockname()[1], tls=True)
        print(place.port, flush=True)
        application = app.create(Service.of(database, system_now, exchange))
        run.run(application, made, listener, place)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
