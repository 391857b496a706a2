"""The few texts that are French where the walk looks; all others stay English."""

TEXTS = {
    "Skip to content": "Aller au contenu",
    "Topics": "Thèmes",
    "Your password has changed": "Votre mot de passe a changé",
}
