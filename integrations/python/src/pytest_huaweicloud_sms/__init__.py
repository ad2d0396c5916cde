"""pytest plugin: an emulated account of Huawei Cloud's Server Migration Service for each test.

The fixtures are ``sms_emulator``, ``sms_account``, ``sms_clock``, ``sms_journal`` and ``sms_faults``.
This module has their types and errors.
"""

from .account import Account, Clock, Credentials, Faults, Journal, Login, Project
from .emulator import Emulator
from .errors import ConditionNotMet, EmulatorError, EmulatorUnreachable, UnexpectedRequests

__all__ = [
    "Account",
    "Clock",
    "ConditionNotMet",
    "Credentials",
    "Emulator",
    "EmulatorError",
    "EmulatorUnreachable",
    "Faults",
    "Journal",
    "Login",
    "Project",
    "UnexpectedRequests",
]
