"""The WSGI entry point: `gunicorn -k gthread --threads 64 wsgi:app`."""

from hub.app import create_app

app = create_app()
