"""What short messages are compressed against: fictional lines of every kind, the likeliest last.

It is part of the protocol: both ends have the same bytes, and they never change.
"""

LINES = b"""\
{"n":3,"h":"019c3f2a1b40.0001","t":"referral","r":"019c3f2a-1b40-7000-8000-000000000000",\
"k":"patch","b":1,"f":{"result":"ACC","reason":"","decided_at":null},"tx":2,"a":"user:ines"}
{"n":1,"h":"019c3f2a1b40.0000","t":"person","r":"019c3f2a-1b40-7000-8000-000000000000","k":"put",\
"b":0,"f":{"territory":"territory:paris","team":"team:nord","code":"","called":"","informed":"no",\
"also_called":[],"age":"","age_estimated":false,"gender":"","languages":[],"interpreter":false,\
"household":"","outside_since":"","animals":"","referent":"","vulnerable":false,"opposed":false,\
"forget_at":null,"merged_into":null,"deleted":false},"tx":1,"a":"user:ines"}
{"n":2,"h":"019c3f2a1b40.0001","t":"encounter","r":"019c3f2a-1b40-7000-8000-000000000000",\
"k":"put","b":0,"f":{"territory":"territory:paris","team":"team:nord",\
"tour":"019c3f2a-1b40-7000-8000-000000000000","at":"2026-11-23T21:10:00.000Z","contact":"CON",\
"people":{"men":1,"women":0,"unknown":0,"minors":0,"persons":[]},"spot":null,\
"needs":[{"code":"HEB","state":"asked","item":"","reason":""}],\
"given":[{"code":"ALI","quantity":1},{"code":"BOI","quantity":1},{"code":"HYG","quantity":1}],\
"alerts":[],"reason":"","animal":false,"note":"","deleted":false},"tx":1,"a":"user:ines"}
{"m":"row","t":"encounter","r":"019c3f2a-1b40-7000-8000-000000000000","rv":1,"f":{"alerts":[],\
"animal":false,"at":"2026-11-23T21:10:00.000Z","contact":"CON","deleted":false,"given":[],\
"needs":[],"note":"","people":{"men":1,"minors":0,"persons":[],"unknown":0,"women":0},\
"reason":"","spot":null,"team":"team:nord","territory":"territory:paris","tour":"019c"}}
{"m":"gone","r":"019c3f2a-1b40-7000-8000-000000000000"}
{"m":"own","n":1,"rv":1}
{"m":"own","n":2,"rv":1}
{"m":"welcome","nonce":"0","epoch":"0","acked":0,"safe":0,"now":1795468200000,\
"feeds":["team:nord","territory:paris","territory:paris/protected"],"quarantined":1}
{"m":"page","feed":"team:nord","start":0,"end":0,"head":0}
{"m":"page","feed":"territory:paris","start":0,"end":0,"head":0,"count":0,"sum":0}
{"m":"end","digest":"
{"m":"hello","nonce":"0","inc":"0","next":1,"epoch":"0","schema":1,"app":"0.1.0",\
"now":1795468200000,"cursor":{"team:nord":0,"territory:paris":0},"want":131072,"parent":"0"}
"""
