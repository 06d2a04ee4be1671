"""Refuses a subinterpreter, as mod_wsgi makes them: the native half would share its objects with the others."""

import sys
from importlib import import_module

# Python 3.12 and up refuse by themselves, when the native half is loaded.
if sys.version_info < (3, 12):
    try:
        interpreters = import_module("_xxsubinterpreters")
    except ImportError:
        pass  # a Python without them
    else:
        if interpreters.get_current() != interpreters.get_main():
            raise ImportError("module logto_webhook does not support loading in subinterpreters")
