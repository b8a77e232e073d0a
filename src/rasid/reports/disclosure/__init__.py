"""Telling the public: statements about people, checked for whom they give away, then words."""
