1 = 1; DROP TABLE users
a = 1;
; select 1
a = 1; --
a = 1 -- and b = 2
a = 1 --
a = 1 /* x */
a = 1 /* x /* y */ z */
a = /**/ 1
a = 1 /*
a = 1 #
(SELECT 1) = 1
a = (SELECT password FROM users LIMIT 1)
a IN (SELECT id FROM users)
EXISTS (SELECT 1)
NOT EXISTS (SELECT * FROM pg_user)
a = ANY (SELECT 1)
a = ANY (VALUES (1))
a = ALL (TABLE users)
a = 1 UNION SELECT 1
a = 1 UNION ALL SELECT password FROM users
a = 1 INTERSECT SELECT 1
a = 1 EXCEPT SELECT 1
WITH x AS (SELECT 1) SELECT 1
a = (WITH x AS (DELETE FROM t RETURNING 1) SELECT 1 FROM x)
TABLE users
VALUES (1)
DELETE FROM users
UPDATE users SET a = 1
INSERT INTO users VALUES (1)
COPY users TO '/tmp/x'
COPY (SELECT 1) TO PROGRAM 'id'
CREATE TABLE x (a int)
GRANT ALL ON users TO public
SET role postgres
DO $$ BEGIN END $$
CALL p()
pg_sleep(10) IS NULL
a = 1 AND pg_sleep(10) IS NULL
PG_SLEEP(10) IS NULL
pg_catalog.pg_sleep(10) IS NULL
"pg_sleep"(10) IS NULL
"pg_catalog"."pg_sleep"(10) IS NULL
set_config('role', 'postgres', false) = 'x'
current_setting('data_directory') = 'x'
pg_read_file('/etc/passwd') = 'x'
pg_read_binary_file('/etc/passwd') IS NULL
pg_ls_dir('/') = 'x'
pg_stat_file('/etc/passwd') IS NULL
lo_import('/etc/passwd') = 1
lo_export(1, '/tmp/x') = 1
lo_get(1) IS NULL
dblink('host=evil', 'select 1') IS NULL
dblink_connect('host=evil') = 'OK'
dblink_exec('host=evil', 'drop table t') = 'x'
postgres_fdw_get_connections() IS NULL
pg_terminate_backend(1)
pg_cancel_backend(1)
pg_reload_conf()
pg_advisory_lock(1) IS NULL
pg_notify('x', 'y') IS NULL
txid_current() = 1
nextval('seq') = 1
setval('seq', 1) = 1
currval('seq') = 1
query_to_xml('select 1', true, true, '') IS NULL
database_to_xml(true, true, '') IS NULL
table_to_xml('users', true, true, '') IS NULL
xpath('/x', xmlparse(document '<!DOCTYPE x>')) IS NULL
version() = 'x'
inet_server_addr() IS NULL
current_database() = 'x'
has_table_privilege('users', 'select')
to_regclass('users') IS NOT NULL
pg_get_viewdef('v') = 'x'
obj_description(1) = 'x'
random() < 0.5
setseed(0.5) IS NULL
gen_random_uuid() IS NULL
repeat('x', 1000000000) = 'x'
lpad('x', 1000000000, 'y') = 'x'
rpad('x', 1000000000, 'y') = 'x'
replace(a, 'x', 'xx') = 'y'
format('%s', a) = 'x'
regexp_replace(a, '(x+)+y', '') = ''
regexp_match(a, '(x+)+y') IS NULL
generate_series(1, 1000000000) = 1
unnest(ARRAY[1, 2]) = 1
json_array_elements('[1]') IS NULL
string_to_table('a', ',') = 'a'
count(*) > 1
count(a) > 1
sum(a) > 1
array_agg(a) IS NULL
string_agg(a, ',') = 'x'
row_number() OVER () = 1
lower(a) OVER (PARTITION BY b) = 'x'
count(*) FILTER (WHERE a) > 1
percentile_cont(0.5) WITHIN GROUP (ORDER BY a) > 1
lower(DISTINCT a) = 'x'
lower(a ORDER BY b) = 'x'
lower(VARIADIC ARRAY['x']) = 'x'
lower(x => 'a') = 'x'
lower(*) = 'x'
lower() = 'x'
left('a') = 'x'
date_trunc('day') = t
coalesce() = 1
'users'::regclass = 1
a::regclass IS NULL
a::regproc IS NULL
a::regprocedure IS NULL
a::regrole = 1
a::regtype IS NULL
a::regnamespace IS NULL
a::oid = 1
CAST(a AS regclass) IS NULL
TRY_CAST(a AS int) = 1
a::pg_catalog.regclass IS NULL
a::xml IS NULL
a::json IS NULL
a::jsonb IS NULL
a::int[] IS NULL
a::bytea IS NULL
a::"char" = 'x'
a::mytype IS NULL
a::text COLLATE "C" = 'x'
a COLLATE "evil" = 'x'
regclass 'users' IS NULL
xml '<x/>' IS NULL
ctid = '(0,1)'
xmin = 1
XMAX = 1
tableoid = 1
"ctid" = '(0,1)'
pg_catalog = 1
pg_class.relname = 'x'
information_schema.tables = 1
users.password = 'x'
metrics.* IS NULL
* = 1
(a).b = 1
(a).* IS NULL
a.b.c.d = 1
a[1] = 1
a[1:2] = 1
current_user = 'postgres'
CURRENT_USER = 'postgres'
session_user = 'postgres'
user = 'postgres'
current_role = 'x'
current_catalog = 'x'
current_schema = 'x'
current_schema() = 'x'
a = $1
a = $1::int
a = ?
a = :name
a = @x
a = %s
a = $$x$$
a = $tag$x$tag$
a = $a$ $b$ x $b$ $a$
a = U&'\0041'
a = U&'!0041' UESCAPE '!'
U&"\0061" = 1
a = N'x'
a = X'1F'
a = B'1'
a = b'1'
a = E'\0'
a = 'x␀y'
a = 'unclosed
a = "unclosed
a = ‘cpu’
a = “cpu”
a = 'x' 'y' z
a ~ '(x+)+y'
a ~* 'x'
a !~ 'x'
a SIMILAR TO 'x'
a @@ 'x'
a -> 'x' = 'y'
a ->> 'x' = 'y'
a #> 'x' = 'y'
a @> 'x'
a && b
a & 1 = 1
a | 1 = 1
a # 1 = 1
a << 1 = 1
a ^ 9999 = 1
|/ a = 1
@ a = 1
a OPERATOR(pg_catalog.=) 1
a = b = c
a < b < c
a = 1 b = 2
a = 1)
(a = 1
((a = 1)
a =
= 1
AND
a AND
a = 1 OR
a = 1,
a, b
(a, b) = (1, 2)
ROW(a, b) = ROW(1, 2)
a IN ()
a IN (1, 2
a = ANY ('{1,2}')
a = ANY (b)
a = ANY (ARRAY[])
a LIKE ANY (ARRAY['x'])
a LIKE 'x' ESCAPE 'xy'
a LIKE 'x' ESCAPE b
1
'cpu'
a + 1
a = 1 AND 'x'
a OR 2
NOT 'x'
now()
interval '1 hour'
t > interval '1' hour
t > interval '1 hour; x'
t AT TIME ZONE b > now()
extract(timezone from t) = 1
extract(epoch, t) = 1
a = 0x1F
a = 1_000
a = 1e9999
a = 1::int::regclass
a IS JSON
a IS NORMALIZED
a IS DOCUMENT
a IS OF (int)
a OVERLAPS b
(t, t) OVERLAPS (t, t)
ARRAY[1] = a
ARRAY(SELECT 1) = a
GROUPING(a) = 1
XMLPARSE(DOCUMENT 'x') IS NULL
JSON_VALUE(a, '$') = 'x'
CURRENT OF c
a = DEFAULT
{d '2026-01-01'} = t
{fn lower(a)} = 'x'
a = 1 LIMIT 1 FOR UPDATE
a = 1 ORDER BY (SELECT 1)
a = 1 OFFSET 5
a = 1 FETCH FIRST 1 ROW ONLY
a = 1 GROUP BY a
a = 1 HAVING a = 1
a = 1 WINDOW w AS ()
a = 1 INTO x
a = 1\g
\copy x
a = 1⏎; drop table x
a = 1⏎--⏎drop
a = 1 \\; x
