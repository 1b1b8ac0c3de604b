"""``python -m diagnostic``: the command line, without the script that an installation adds."""

from diagnostic.cli import main

if __name__ == "__main__":
    main()
