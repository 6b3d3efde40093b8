from tests.nguon.test_new_source import *
from tests.nguon.test_new_source import _no_sources
def test_dbg(tmp_path):
    sid='ictvietnam'; url=[u for s,u,_ in [tuple(p) if not hasattr(p,'values') else p.values for p in PORTALS] if s==sid][0]
    proposal=proposed(sid,url)
    write_proposal(proposal,url=url,sources=tmp_path/"sources",recorded=tmp_path/"recorded",samples=None)
    print((tmp_path/"sources"/sid/"source.yaml").read_text())
    of=load_source(tmp_path/"sources"/sid)
    for case in golden(sid):
        if case.get('quarantined'): continue
        try:
            a=extract(portal_page(sid,case["url"]),source=of); print(a.title,'|',a.lead[:60],'|',a.date,case['date'],case['lead'][:40]); print([(b.kind.value,b.text[:50]) for b in a.blocks])
        except Exception as e: print(e)
