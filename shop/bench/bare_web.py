"""The floor of every press: a bare Flask route on waitress that says nothing, in its own process.

Run as `python -m shop.bench.bare_web`; prints its port and serves until it is ended.
"""

from __future__ import annotations


def serve() -> None:
    """Serve POST /press with 204, with as many threads as the shop's pages have."""
    from flask import Flask
    from waitress.server import create_server

    app = Flask("bare")

    @app.post("/press")
    def press() -> tuple[str, int]:
        return "", 204

    server = create_server(app, host="127.0.0.1", port=0, threads=16, ident=None)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    serve()
