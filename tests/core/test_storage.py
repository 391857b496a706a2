from core.storage import bundled


def test_imported_styles_are_in_their_layers() -> None:
    styles = '@layer reset, base;\n\n@import url("reset.css") layer(reset);\n@import url("x/base.css") layer(base);\n'
    read = {"reset.css": "* { margin: 0 }\n", "x/base.css": "body { color: red }\n"}.__getitem__
    assert bundled(styles, read) == (
        "@layer reset, base;\n@layer reset {\n* { margin: 0 }\n}\n@layer base {\nbody { color: red }\n}\n"
    )


def test_comments_and_indentation_are_removed() -> None:
    styles = "/* Two\n   lines. */\na {\n  color: red; /* why */\n}\n\n@media print {\n  a {\n    top: 0;\n  }\n}\n"
    assert bundled(styles, str) == "a {\ncolor: red; }\n@media print {\na {\ntop: 0;\n}\n}\n"
