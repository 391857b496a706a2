#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL it runs against the local PostgreSQL and Redis in var/."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")
    if "DATABASE_URL" not in os.environ and os.environ.get("ENVIRONMENT") != "production":
        os.environ.setdefault("ENVIRONMENT", "development")
        from mentoring_club import dev_services  # production machines do not have what it imports

        dev_services.provide()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
