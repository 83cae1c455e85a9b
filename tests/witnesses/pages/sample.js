'use strict';
// A home folder as sfe-sync leaves it after some weeks, of a district that does not exist.

const fs = require('node:fs');
const path = require('node:path');

const FIRST = ['Ana', 'Ben', 'Chloe', 'Daniel', 'Elena', 'Farid', 'Grace', 'Hugo', 'Isabel', 'Jamal', 'Keiko', 'Liam',
  'Maya', 'Noah', 'Olivia', 'Priya', 'Quinn', 'Rosa', 'Samuel', 'Teresa', 'Umar', 'Vera', 'William', 'Ximena', 'Yara'];
const LAST = ['Alvarez', 'Baker', 'Chen', 'Dawson', 'Eriksen', 'Foster', 'Garcia', 'Hughes', 'Ibrahim', 'Jensen',
  'Kowalski', 'Lopez', 'Müller', 'Nguyen', 'O’Brien', 'Patel', 'Quintero', 'Reyes', 'Schmidt', 'Turner'];
const SCHOOLS = ['Lincoln Elementary', 'Roosevelt Middle School', 'Cedar Hill High School', 'Maple Grove Elementary'];

const NIGHTS = 24;
const PEOPLE = 412;
const TONIGHT = 26;

const runName = (day) => `202611${String(day).padStart(2, '0')}T081500Z-${4000 + day}`;

const person = (n) => ({
  users_dcid: 500 + n,
  access_id: String(10200 + n),
  name: `${FIRST[n % FIRST.length]} ${LAST[(n * 7) % LAST.length]}`,
  email_addr: `${FIRST[n % FIRST.length]}.${LAST[(n * 7) % LAST.length]}@oakvalley.example`.toLowerCase()
    .replace('ü', 'u').replace('’', ''),
  school: 1 + (n % SCHOOLS.length),
});

const since = (day) => (day === TONIGHT ? {} : { since: runName(day) });
const finding = (kind, severity, day, more = {}) => ({ kind, severity, ...more, ...since(day) });
const time = (field, value) => ({ field, value });

// By the person's number: what is found about people who are sent.
const FOUND = {
  12: [finding('incomplete-work-schedule', 'high', 26, { field: 'end_time' })],
  31: [finding('incomplete-work-schedule', 'high', 19, { field: 'sfe_position' })],
  44: [
    finding('not-a-time', 'high', 3, time('start_time', 'TBD')),
    finding('not-a-time', 'high', 3, time('am_time', '7.5')),
  ],
  58: [finding('day-in-both-schedules', 'high', 26, { value: 'Thursday, Friday' })],
  77: [finding('substitute-without-telephone', 'high', 24, time('home_phone', 'none'))],
  91: [finding('sign-on-shared', 'high', 25, time('email_addr', 'grace.hughes@oakvalley.example'))],
  93: [finding('sign-on-shared', 'high', 25, time('email_addr', 'grace.hughes@oakvalley.example'))],
  110: [finding('new-code', 'high', 26, time('sfe_position', 'PARA2'))],
  111: [finding('new-code', 'high', 26, time('sfe_position', 'PARA2'))],
  140: [finding('telephone-malformed', 'low', 11, time('home_phone', '555-01'))],
  150: [finding('unlikely-hours', 'medium', 20, { value: '2:00-15:30' })],
};
for (let n = 200; n < 217; n += 1) FOUND[n] = [finding('no-work-schedule', 'medium', n < 202 ? 26 : 3)];

// What is to be done in SmartFind about people who are sent.
const TO_DO = {
  300: [finding('became-substitute', 'high', 25)],
  310: [finding('stale-schedule', 'medium', 17, { value: '2' })],
};

// People who are not sent.
const OTHERS = [
  { reason: 'access-id-not-a-number', outcome: 'rejected', access_id: 'E10976', day: 3 },
  { reason: 'no-email', outcome: 'skipped', access_id: '10644', day: 12, email_addr: null },
  { reason: 'access-id-not-a-number', outcome: 'rejected', access_id: 'T-88', day: 3, active: false },
];

const CHANGES = {
  20: [{ field: 'telephone', old: '555-0100', new: '555-0177' }],
  64: [{ field: 'schedule 1 times', old: '08:00-15:00', new: '07:30-14:30' }],
  201: [{ field: 'name', old: 'Maya Lopez', new: person(201).name }],
};

function decision(n) {
  const { name, school, ...known } = person(n);
  const findings = [...(FOUND[n] ?? []), ...(TO_DO[n] ?? [])];
  const isNew = [12, 110, 111].includes(n);
  return {
    line: n + 1, users_dcid: known.users_dcid, access_id: known.access_id, email_addr: known.email_addr,
    outcome: 'exported', reason: null, command: isNew ? 'A' : 'C', files: ['P1', 'W2'],
    notes: findings.map(({ kind }) => kind), changes: CHANGES[n] ?? [],
    ...(findings.length && {
      findings, name, school, school_name: SCHOOLS[school - 1], active: true, employee: n !== 77,
    }),
  };
}

function notSent({ reason, outcome, day, active = true, ...more }, index) {
  const { name, school, ...known } = person(600 + index);
  return {
    line: PEOPLE + index + 1, users_dcid: known.users_dcid, email_addr: known.email_addr, ...more, outcome, reason,
    command: null, files: [], notes: [],
    findings: [finding(reason, outcome === 'rejected' ? 'high' : 'medium', day)],
    name, school, school_name: SCHOOLS[school - 1], active, employee: true,
  };
}

function gone() {
  const { access_id, email_addr, name } = person(500);
  return {
    line: null, users_dcid: 1000, access_id, email_addr, outcome: 'absent', reason: null, command: null, files: [],
    notes: ['gone', 'left-still-active'], findings: [finding('left-still-active', 'high', 26)], name, employee: true,
  };
}

function profile(n) {
  const { access_id, name, email_addr } = person(n);
  const [first, last] = name.split(' ');
  const fields = Array(39).fill('');
  Object.assign(fields, {
    0: 'P', 1: 'C', 2: '1', 3: access_id, 4: '555-0100', 5: first, 6: last, 17: email_addr, 18: 'Y', 19: 'Y', 37: 'Y',
  });
  return fields.join('|');
}

const lines = (items) => items.map((item) => `${typeof item === 'string' ? item : JSON.stringify(item)}\n`).join('');

function writeNight(folder, decisions) {
  const everybody = [...Array(PEOPLE).keys()];
  const signOn = (n) => `W|C|2|1|${person(n).access_id}|${person(n).email_addr}|`;
  fs.writeFileSync(path.join(folder, 'P1ProfileBasic.csv'), lines(everybody.map(profile)));
  fs.writeFileSync(path.join(folder, 'W2SSO.csv'), lines(everybody.map(signOn)));
  fs.writeFileSync(path.join(folder, 'E1PlusEmployeeWorkSchedule.csv'), '');
  fs.writeFileSync(path.join(folder, 'NewestDCID.next'), '1200\n');
  fs.writeFileSync(path.join(folder, 'decisions.jsonl'), lines(decisions));
}

const HOST_KEY = 'the host key SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8 of sftp.smartfind.example is not in '
  + '/srv/oakvalley/known_hosts';

function record(day) {
  const failed = day === 14;
  const files = ['P1ProfileBasic.csv', 'W2SSO.csv', 'E1PlusEmployeeWorkSchedule.csv']
    .map((name) => ({ name, size: 1, modified: 1 }));
  const events = [
    { event: 'run', mode: 'run', previous: runName(day - 1) },
    { event: 'pickup', what: 'picked-up', run: runName(day - 1), since: null },
    { event: 'stage-ended', stage: 'extract', seconds: 8.2 + day / 10, exit: 0 },
    { event: 'stage-ended', stage: 'transform', seconds: 0.2, exit: 0 },
    { event: 'stage-ended', stage: 'push', seconds: 2.1, exit: failed ? 77 : 0 },
    { event: 'transformed', rows: 640, exported: PEOPLE - TONIGHT + day, new: day % 3, leavers: 0,
      skipped: { 'other-school': 152, contract: 46 }, rejected: { 'access-id-not-a-number': 2 }, accepted: 3 },
    ...(failed ? [] : [{ event: 'uploaded', files }]),
    { event: 'compared', added: day % 3, changed: (day * 5) % 7, gone: day % 9 === 8 ? 1 : 0, unchanged: 400 },
    { event: 'listed', fix: Math.max(30, 62 - day * 2), smartfind: day < 20 ? 3 : 4 },
    { event: 'ended', outcome: failed ? 'failure' : 'success', stage: failed ? 'push' : 'done', exit: failed ? 77 : 0,
      reason: failed ? HOST_KEY : '' },
    ...(failed || day === TONIGHT ? [] : [{
      event: 'merged', number: day, found: runName(day + 1),
      taken: { 'picked-up': { sign_ons: true, schedules: true } },
    }]),
  ];
  return lines(events);
}

// Makes the home folder, and says where the run of tonight is.
function makeHome(home) {
  const skipped = [...Array(152).keys()].map((n) => ({ line: 700 + n, users_dcid: 500 + n, access_id: String(10200 + n),
    email_addr: null, outcome: 'skipped', reason: 'other-school', command: null, files: [], notes: [] }));
  const decisions = [...[...Array(PEOPLE).keys()].map(decision), ...OTHERS.map(notSent), ...skipped, gone()];
  for (let day = TONIGHT - NIGHTS + 1; day <= TONIGHT; day += 1) {
    const folder = path.join(home, 'runs', runName(day));
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'stages.jsonl'), record(day));
    if (day === TONIGHT) writeNight(folder, decisions);
  }
  return path.join(home, 'runs', runName(TONIGHT));
}

// The same district on a night when there is nothing to do.
function makeQuietNight(folder) {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'stages.jsonl'), record(TONIGHT));
  const quiet = [...Array(PEOPLE).keys()].map(decision);
  const clean = ({ findings, name, school, school_name, active, employee, ...rest }) =>
    ({ ...rest, command: 'C', notes: [], changes: [] });
  writeNight(folder, quiet.map(clean));
  return folder;
}

module.exports = { makeHome, makeQuietNight };
