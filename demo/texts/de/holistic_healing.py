"""Profiles written for mentors of the category holistic-healing, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Musiktherapeutin, Geriatrie",
        headline="Wer sein Leben vergisst, weiß oft noch die zweite Strophe.",
        story=(
            "Ich singe mit Menschen, die ihren Namen nicht mehr wissen, und lerne von ihnen Volkslieder, die in "
            "keinem Buch stehen. Meine eigene Praxis trägt sich seit sechs Jahren; die ersten zwei tat sie es "
            "nicht."
        ),
        bring="Ein Lied, das dir etwas bedeutet, und deine Frage.",
        poor_choice="Heilversprechen. Die mache ich nicht, und du bitte auch nicht.",
    ),
    Profile(
        role="Heilpraktiker und Physiotherapeut, Gemeinschaftspraxis",
        headline="Eine eigene Praxis braucht Hände, Herz und eine Kündigungsfrist.",
        story=(
            "Ich habe mit einer geliehenen Liege angefangen, in einem Raum ohne Heizung. Das Rückengespräch "
            "führe ich täglich, das über Honorare, Versicherungspflichten und Patientenaufklärungsformulare am "
            "liebsten mit dir."
        ),
        bring="Deine Kostenaufstellung oder, wenn es keine gibt, Stift und Papier.",
        poor_choice="Ferndiagnosen. Ich sehe durch keinen Bildschirm hindurch.",
    ),
)
