"""A case file: what happened to a call, by which policy, with receipts that hold, and nothing shown that was not chosen."""
# SPDX-License-Identifier: Apache-2.0
import glob
import gzip
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile

from center import Center, check, finish, must, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
POLICY = {"policyOwner": "city.example", "policyType": "OriginationRoutePolicy", "policyRules": [
    {"id": "ALL", "priority": 1, "conditions": [], "actions": [{"actionType": "RouteAction", "recipientUri": "default", "rnaTimer": 20}],
     "tocsin": {"human": True, "answerWithin": 15}}]}


class Page(html.parser.HTMLParser):
    """The page's text and links; a page with a script of a caller's would have one more tag than it should."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.text = set(), [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.text += data


def casefile(center, out, *arguments):
    done = subprocess.run([TOCSIN, "casefile", center.data, out, *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def check_report(out, index):
    """The same to read: one HTML that loads nothing, one PDF of the same blocks."""
    with open(os.path.join(out, "case.html"), encoding="utf-8") as file:
        text = file.read()
    report = Page(text)
    for wanted in ("Call 1 came on", "was answered after", "every call reach somebody?", "proved", "Engine-7", "unit_assigned", "nothing was recommended",
                   "complained", "somebody complained", "keeps back: place, words", "How to check it without us", "They do not prove that nothing else"):
        check(wanted in report.text, f"the report says {wanted!r}")
    check(not report.links and "default-src 'none'" in text and "script" not in report.tags, "it loads nothing and leads nowhere")
    for number in re.findall(r'href="receipt-(\d+)\.json"', open(os.path.join(out, "index.html"), encoding="utf-8").read()):
        check(f'<th scope="row" class="w">{number}</th>' in text, f"entry {number} is in it")
    with open(os.path.join(out, "case.pdf"), "rb") as file:
        pdf = file.read()
    check(pdf.startswith(b"%PDF-1.") and pdf.rstrip().endswith(b"%%EOF"), "a PDF, whole")
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    check(pages >= 2, f"of some pages: {pages}")
    check(index.count("case.html") == 1 and index.count("case.pdf") == 1, "and the index leads there")


def main():
    with tempfile.TemporaryDirectory() as folder, Center(BUILD) as center:
        path = os.path.join(folder, "policy.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(POLICY, file)
        check(center.tocsin("policy", "propose", path).returncode == 0, "a policy is put up")
        wait_for(lambda: center.ask("GET", "/v1/policies", token=center.token)[1]["policies"][0]["standing"] == "proved", 20, "it is proved")
        check(center.tocsin("policy", "activate", "1").returncode == 0, "and in force")
        taker = center.agent("taker", "call_taker")
        placed = must(center.place("<script>alert(1)</script> Wisteria Close", caller="Ottoline"))
        call = placed["call"]
        must(center.place("another one's business"))
        must(center.do("answer", taker, call=call))
        must(center.do("classify", taker, call=call, type="fire.house", priority=1))
        must(center.do("note", taker, call=call, words="he is out"))
        must(center.do("add_unit", name="Engine-7"))
        dispatcher = center.agent("disp", "dispatcher")
        must(center.do("assign", dispatcher, incident=1, unit="Engine-7"))
        must(center.ask("POST", f"/v1/calls/{call}/complain", {"words": "too slow, says Ottoline"}, f"Call {placed['code']}"))
        verifier = center.ask("GET", "/v1/calls/1/receipt", token=center.token)[1]["verifier"]
        out = os.path.join(folder, "case")
        code, said = casefile(center, out, str(call))
        same(code, 0, f"it is written while the center works: {said}")
        with open(os.path.join(out, "index.html"), encoding="utf-8") as file:
            page = Page(file.read())
        for wanted in ("place_call", "answer", "incident_opened", "route_call", "Policy 1", "How to check it without us", "Nobody has opened", verifier):
            check(wanted in page.text, f"the page says {wanted}")
        everything = "".join(open(path, encoding="utf-8", errors="replace").read() for path in glob.glob(out + "/*"))
        check(not any(word in everything for word in ("Wisteria", "Ottoline", "he is out", "another one's business")), "nothing that was not chosen is shown")
        check(all(os.path.exists(os.path.join(out, link)) for link in page.links), f"no link leads nowhere: {page.links}")
        check_report(out, page.text)
        receipts = sorted(glob.glob(out + "/receipt-*.json"))
        check(len(receipts) >= 5, f"a receipt for each entry: {receipts}")
        for receipt in receipts:
            done = subprocess.run([TOCSIN, "receipt", receipt, verifier], capture_output=True, text=True, timeout=30)
            check(done.returncode == 0, f"and each holds: {done.stderr}")
        with open(os.path.join(out, "policy-1.json"), encoding="utf-8") as file:
            same(json.load(file), POLICY, "the policy is there as it came")
        check("p cnf" in gzip.open(os.path.join(out, "policy-1-proofs.gz"), "rt").read(), "with its proofs")
        shown = os.path.join(folder, "shown")
        code, said = casefile(center, shown, "--show", "when,words", str(call))
        with open(os.path.join(shown, "index.html"), encoding="utf-8") as file:
            text = file.read()
        with open(os.path.join(shown, "case.html"), encoding="utf-8") as file:
            read = file.read()
        report = Page(read)
        check("Wisteria Close" in report.text and "he is out" in report.text and "script" not in report.tags and "place_call" not in report.text and
              "Engine-7" not in report.text, "the same in the report, and nothing in another way")
        page = Page(text)
        check(code == 0 and "Wisteria Close" in page.text and "he is out" in page.text and "script" not in page.tags and "<script" not in text, "words, if they are chosen, as text")
        check("place_call" not in page.text, "and then nothing else")
        for arguments, wanted, what in ((("77",), 1, "there is no call 77"), ((), 2, "usage"), (("--show", "everything", "1"), 2, "usage"), (("x",), 2, "usage")):
            code, said = casefile(center, os.path.join(folder, "none"), *arguments)
            check(code == wanted and what in said, f"{arguments}: {said}")
    finish()


main()
