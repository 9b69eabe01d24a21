"""From clips to recordings that are fit for air."""
