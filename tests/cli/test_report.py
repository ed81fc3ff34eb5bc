from kerasdense.cli import report


def test_numbers_show_four_digits_and_words_stay():
    assert report.show(28.57123) == "28.5712"
    assert report.show("psnr") == "psnr"
    assert report.scores_line({"psnr": 28.5712, "n": 3}) == "psnr 28.57  n 3"


def test_training_without_a_terminal_prints_lines(capsys):
    progress = report.TrainingProgress()
    progress.begins(0, 2)
    progress.said -= 60  # as if a minute had passed
    progress.learned(1, 0.5)
    progress.learned(2, 0.5)
    said = capsys.readouterr().err
    assert "step 1/2" in said and "loss 0.5" in said
