"""An invented club, to look at and to measure with: topics, people, texts, portraits."""
