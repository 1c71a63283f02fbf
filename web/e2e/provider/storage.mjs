// What the provider keeps: in memory, shared by one provider and the next when its keys are changed.

const entries = new Map();

const key = (kind, id) => `${kind}:${id}`;

function alive(found) {
  return found !== undefined && found.until > Date.now() ? found.payload : undefined;
}

function* all(kind) {
  for (const [name, found] of entries) {
    if (name.startsWith(`${kind}:`) && alive(found) !== undefined) yield found.payload;
  }
}

/** oidc-provider makes one for each kind of thing that it keeps. */
export class Storage {
  constructor(kind) {
    this.kind = kind;
  }

  async upsert(id, payload, seconds) {
    entries.set(key(this.kind, id), { payload, until: seconds ? Date.now() + seconds * 1000 : Infinity });
  }

  async find(id) {
    return alive(entries.get(key(this.kind, id)));
  }

  async findByUid(uid) {
    for (const payload of all(this.kind)) if (payload.uid === uid) return payload;
    return undefined;
  }

  async findByUserCode(userCode) {
    for (const payload of all(this.kind)) if (payload.userCode === userCode) return payload;
    return undefined;
  }

  async consume(id) {
    const found = entries.get(key(this.kind, id));
    if (found !== undefined) found.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    entries.delete(key(this.kind, id));
  }

  async revokeByGrantId(grantId) {
    for (const [name, { payload }] of entries) if (payload.grantId === grantId) entries.delete(name);
  }
}

/** The sessions of one account, or of all. */
export function sessionsOf(accountId) {
  return [...all("Session")].filter((session) => session.accountId === accountId);
}
