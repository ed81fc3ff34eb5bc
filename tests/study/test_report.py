from kerasdense.models.upsampling_study import PARTS
from kerasdense.study.report import MEANING, number, percent, report, table


def test_every_part_has_a_meaning():
    assert set(MEANING) == set(PARTS)


def test_a_table_by_hand():
    assert table(("a", "b"), [(1, "x")]) == "| a | b |\n| --- | --- |\n| 1 | x |"


def test_rounding_error_is_nothing():
    assert number(3e-17) == "0"
    assert number(0.8437) == "0.844"
    assert percent(0.12345) == "12.35 %" or percent(0.12345) == "12.34 %"


def test_numbers_stand_in_the_row_of_their_part():
    found = {
        "settings": {"parts": ["deconv-3"], "kernels": 20, "steps": 7},
        "learned from": ["astronaut"],
        "judged by": ["coffee"],
        "overlaps": [(3, 2, 0.4843, 4.0)],
        "generators": {"nowhere": {"period 2": 0.25, "period 4": 0.5}},
        "untrained": {
            "deconv-3": {
                "weights": 4624,
                "overlap": {"ratio": 4.0, "deviation": 0.48432},
                "phase_variance": {"median": 0.871, "mean": 0.752},
                "energy": 0.3,
            }
        },
        "trained": {
            "deconv-3": {
                "weights": 14795,
                "psnr": 22.516,
                "ssim": 0.51,
                "ripple": 6.397,
                "energy": 0.0066,
                "seconds": 46.4,
            }
        },
    }
    lines = report(found).splitlines()
    assert "| 3/2 | 4 | 0.4843 |" in lines
    assert "| deconv-3 | 4624 | 4 | 0.4843 | 0.871 | 0.752 | 0.3 |" in lines
    assert "| nowhere | 25.00 % | 50.00 % |" in lines
    assert "| deconv-3 | 14795 | 22.52 | 0.5100 | 6.40 | 0.66 % | 46 |" in lines
    assert any("7 steps of 16" in line for line in lines)
