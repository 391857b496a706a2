"""What fills the demo club: topics, people, texts, portraits. No database here."""
