from core.storage import bundled


def test_imported_styles_stand_in_their_layers() -> None:
    styles = '@layer reset, base;\n\n@import url("reset.css") layer(reset);\n@import url("x/base.css") layer(base);\n'
    read = {"reset.css": "* { margin: 0 }\n", "x/base.css": "body { color: red }\n"}.__getitem__
    assert bundled(styles, read) == (
        "@layer reset, base;\n\n@layer reset {\n* { margin: 0 }\n}\n@layer base {\nbody { color: red }\n}\n"
    )
