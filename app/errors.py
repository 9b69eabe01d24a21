"""Every fault Tangazo names, as one tree; each message tells a person what to do.

TangazoError
├── SettingsError               a setting is missing or out of bounds
├── EvidenceError               figures are missing, stale or implausible
├── SourceError                 a source of evidence failed
│   ├── SourceUnavailable       try again later
│   └── SourceFormatError       do not try again: what came is not what was agreed
├── LanguageError               a language cannot say this
│   ├── PackError               a file of the language pack is wrong
│   ├── PackEmpty               the pack has no reviewed words for this yet
│   ├── TemplateError           a template is wrong
│   └── NoWords                 the pack has no words for this value
├── ScriptRefused               the script must not be spoken as it stands
├── VoiceError                  a voice failed
│   ├── VoiceUnavailable        this voice cannot be used now; the next on the ladder may
│   └── VoiceRefused            what the voice gave back is not speech
├── MasteringError              a recording is not fit for air
│   └── UploadRefused           what a person sent as a recording cannot be used
├── StoreError                  the database or the files refused
│   ├── NotFound
│   ├── Conflict                somebody else was first, or the thing has changed
│   └── StorageFull
├── ApprovalError               this person may not approve this
├── SigningError                nothing can be signed: the keys or the signer refused
├── PrintError                  a page cannot be set for print
├── PushError                   a station's server did not do what was asked
└── RunLost                     another process took the run over
"""


class TangazoError(Exception):
    """Base of every fault that is explained to a person."""


class SettingsError(TangazoError):
    """A setting is missing or out of bounds."""


class EvidenceError(TangazoError):
    """Figures are missing, stale or implausible."""


class SourceError(TangazoError):
    """A source of evidence failed.

    Args:
        source: Name of the source, as on the desk.
        reason: What went wrong, where, and what to do.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class SourceUnavailable(SourceError):
    """The source did not answer; trying again later may help."""


class SourceFormatError(SourceError):
    """The source answered with something other than its documented form."""


class LanguageError(TangazoError):
    """A language cannot say this."""


class PackError(LanguageError):
    """A file of a language pack is wrong; the message names file, row and remedy."""


class PackEmpty(LanguageError):
    """The pack exists, but holds no sentences yet."""


class TemplateError(LanguageError):
    """A segment template is wrong; the message names file, line and slot."""


class NoWords(LanguageError):
    """The pack has no words for this value."""


class ScriptRefused(TangazoError):
    """The script breaks a rule of what may be spoken."""


class VoiceError(TangazoError):
    """A voice failed."""


class VoiceUnavailable(VoiceError):
    """The voice cannot be used now; the next one on the ladder may."""


class VoiceRefused(VoiceError):
    """What the voice gave back is not speech."""


class MasteringError(TangazoError):
    """A recording is not fit for air."""


class UploadRefused(MasteringError):
    """What a person sent as a recording cannot be used; the message says what to do."""


class StoreError(TangazoError):
    """The database or the files refused."""


class NotFound(StoreError):
    """There is no such thing."""


class Conflict(StoreError):
    """Somebody else was first, or the thing has changed since it was read."""


class StorageFull(StoreError):
    """No room is left where Tangazo writes."""


class ApprovalError(TangazoError):
    """This person may not approve this, or not in this way."""


class SigningError(TangazoError):
    """The signing keys, or the process that holds them, refused; the message says what to do."""


class PrintError(TangazoError):
    """A page cannot be set for print; the message says which, and why."""


class PushError(TangazoError):
    """A station's server did not take, show or give up a file.

    Args:
        trouble: A word of `app.domain.trouble.Trouble`.
        said: What the server said, without secrets.
    """

    def __init__(self, trouble: str, said: str = "") -> None:
        super().__init__(f"{trouble}: {said}" if said else trouble)
        self.trouble = trouble
        self.said = said


class RunLost(TangazoError):
    """Another process took the run over; this one must stop without releasing."""
