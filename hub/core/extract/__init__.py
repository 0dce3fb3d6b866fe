"""The text of an uploaded file, read in a fenced child process that can cost no more than that file."""

from hub.core.extract.fence import Limits, extract
from hub.core.extract.result import MAX_CHARACTERS, Extraction, Status

__all__ = ["MAX_CHARACTERS", "Extraction", "Limits", "Status", "extract"]
