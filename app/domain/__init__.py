"""The words of the field as frozen types; standard library only."""
