"""What the operator lends to reading."""

import pytest

from crawlers.errors import ConfigurationError
from nguon.settings import Settings
from nguon.steps.aids import aids_of
from tests.transforms.extract.signing import certify

ROOT = certify("Gốc chứng thực mẫu", "Ban Cơ yếu mẫu", authority=True)
OTHER = certify("Gốc chứng thực khác", "Ban Cơ yếu mẫu", authority=True)


def test_nothing_is_lent_by_default():
    aids = aids_of(Settings())
    assert (aids.roots, aids.tesseract) == ((), "")


def test_roots_are_a_file_or_a_folder(tmp_path):
    (tmp_path / "b.pem").write_bytes(ROOT.pem)
    (tmp_path / "a.crt").write_bytes(OTHER.pem)
    (tmp_path / "README.txt").write_text("khong phai chung thu")
    assert aids_of(Settings(signature_roots=str(tmp_path / "b.pem"))).roots == (ROOT.der,)
    assert aids_of(Settings(signature_roots=str(tmp_path))).roots == (OTHER.der, ROOT.der)


@pytest.mark.parametrize("text", ["", "rac"])
def test_roots_that_are_none_stop_everything(tmp_path, text):
    if text:
        (tmp_path / "a.pem").write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        aids_of(Settings(signature_roots=str(tmp_path)))
    assert "NGUON_SIGNATURE_ROOTS" in caught.value.fix
    with pytest.raises(ConfigurationError):
        aids_of(Settings(signature_roots=str(tmp_path / "khong-co")))
