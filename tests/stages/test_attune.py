"""The sheet's own language and tool go first, and nothing goes first that is not certain."""

from dataclasses import replace

import pytest

from syncer.app.vocabulary import load_words
from syncer.domain.plan import Stated
from syncer.stages.attune import attuned
from tests.reading import WORDS, snapshot, tab

SPEECHES = {
    "de": "Vorgangsname|Anfang|Fällig am|Zuständig",
    "fr": "Nom de la tâche|Début|Échéance|Avancement",
    "es": "Tarea|Fecha de inicio|Fecha de fin|Responsable",
    "pt": "Tarefa|Data de início|Data de término|Responsável",
    "it": "Attività|Data inizio|Scadenza|Avanzamento",
    "nl": "Taaknaam|Begindatum|Einddatum|Voortgang",
    "pl": "Zadanie|Data rozpoczęcia|Termin|Odpowiedzialny",
    "cs": "Úkol|Zahájení|Dokončení|Odpovědná osoba",
    "da": "Opgave|Startdato|Slutdato|Ansvarlig|Færdiggjort",
    "nb": "Oppgave|Oppstart|Sluttdato|Ansvarlig",
    "sv": "Uppgift|Startdatum|Slutdatum|Ansvarig",
    "fi": "Tehtävä|Aloituspäivä|Määräaika|Vastuuhenkilö",
    "hu": "Feladat|Kezdés|Határidő|Felelős",
    "tr": "GÖREV ADI|BAŞLANGIÇ|BİTİŞ|SORUMLU",
    "ru": "Задача|Дата начала|Срок|Ответственный",
    "uk": "Завдання|Дата початку|Термін виконання|Відповідальний",
    "el": "Εργασία|Έναρξη|Λήξη|Υπεύθυνος",
    "ar": "المهمة|تاريخ البدء|تاريخ الانتهاء|المسؤول",
    "he": "משימה|תאריך התחלה|תאריך סיום|אחראי",
    "hi": "कार्य का नाम|प्रारंभ तिथि|समाप्ति तिथि|जिम्मेदार",
    "zh": "任务名称|开始时间|完成时间|负责人",
    "ja": "タスク名|開始日|終了日|担当者",
    "ko": "작업명|시작일|종료일|담당자",
    "vi": "Công việc|Ngày bắt đầu|Ngày kết thúc|Người phụ trách",
    "id": "Kegiatan|Tanggal Mulai|Tanggal Selesai|Penanggung Jawab",
}


def attuned_to(text, words=WORDS):
    return attuned(words, snapshot(tab(text)))


def test_every_language_is_tried_here():
    assert {tongue.code for tongue in WORDS.tongues} - {"en"} <= SPEECHES.keys()


@pytest.mark.parametrize("code", SPEECHES)
def test_a_language_is_known_by_a_row_of_headings(code):
    assert attuned_to(SPEECHES[code]).language == code


def test_traditional_chinese_is_chinese():
    assert attuned_to("任務名稱|開始日期|結束日期|負責人").language == "zh"


def test_nothing_changes_where_the_sheet_is_english():
    assert attuned_to("Task|Start|Due date|Status|Owner") == WORDS


def test_words_that_many_languages_have_tell_nothing():
    assert attuned_to("Status|Start|ID|Budget|Team").language == ""


def test_english_headings_outweigh_a_title_in_another_language():
    assert attuned_to("Title|Due date|Owner\nFundação|2026-01-01|Ann\nTarefa|x|y").language == ""


def test_the_sheets_language_decides_what_a_word_means():
    assert attuned_to(SPEECHES["ja"]).statuses["中止"] is Stated.CANCELLED
    assert attuned_to(SPEECHES["zh"]).statuses["中止"] is Stated.ON_HOLD
    assert "中止" not in WORDS.statuses


def test_a_tool_is_recognised_below_the_rows_above_its_headings():
    words = attuned_to("our shop\n\nName|Section/Column|Completed At|Due Date\nAlpha|Now||x")
    assert words.columns["phase"][0] == "Section/Column"


def test_of_two_tools_the_one_with_more_headings_is_meant():
    both = attuned_to("Key|Issue Type|Summary|Inferred due date|Issue key")
    assert both.columns["id"][0] == "Key"


def test_a_heading_missing_it_is_another_tool():
    assert attuned_to("Name|Section/Column|Due Date") == WORDS


def test_a_person_who_names_a_mapping_is_believed(tmp_path):
    (tmp_path / "ours.toml").write_text(
        '[columns]\nphase = ["Name"]\n[statuses]\ndone = ["中止"]\n'
    )
    words = load_words("ours.toml", tmp_path)
    assert attuned_to("Name|Section/Column|Completed At", words).columns["phase"][0] == "Name"
    assert attuned_to(SPEECHES["ja"], words).statuses["中止"] is Stated.DONE


def test_our_own_tab_is_no_evidence():
    ours = replace(tab(SPEECHES["de"]), ours=True)
    assert attuned(WORDS, snapshot(ours)) == WORDS
