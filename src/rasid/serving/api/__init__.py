"""The API: what pages show, as JSON for programs with a token."""
