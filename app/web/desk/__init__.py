"""What an NDMA officer sees."""
