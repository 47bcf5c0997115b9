"""Keeps what libraries bring and nothing here uses from being loaded: 4 MB, and 0.03 s of every start.

The SDK's own HTTP client can do OAuth, and `requests`, which msal uses, can guess encodings; here only msal asks for
tokens, in requests that say their encoding.
"""

from __future__ import annotations

import sys
import warnings
from types import ModuleType

_OAUTH, _HANDLER, _GUESSING = "oauthlib", "requests_oauthlib", "charset_normalizer"


def leave_out() -> None:
    """To be called before the SDK or `requests` is loaded; afterwards it changes nothing."""
    if "msrest" not in sys.modules:
        oauth = sys.modules.setdefault(_OAUTH, ModuleType(_OAUTH))
        oauth.__dict__.setdefault("oauth2", None)  # the SDK takes this by name, and never uses it here
        sys.modules.setdefault(_HANDLER, ModuleType(_HANDLER))
    if "requests" not in sys.modules:
        sys.modules.setdefault(_GUESSING, None)  # type: ignore[arg-type]  # which is how Python marks such a module
        warnings.filterwarnings("ignore", message="Unable to find acceptable character detection dependency")
