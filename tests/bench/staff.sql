-- Invented staff for scripts/bench: @staff of them; with @second, every so many-th teaches at a second school, too.
CREATE TABLE teachers (dcid NUMBER(10) PRIMARY KEY, users_dcid NUMBER(10), email_addr VARCHAR2(80), teachernumber VARCHAR2(20), home_phone VARCHAR2(30), first_name VARCHAR2(60), last_name VARCHAR2(60), homeschoolid NUMBER(10), schoolid NUMBER(10), status NUMBER(10));
CREATE TABLE u_humanresources (id NUMBER(10) PRIMARY KEY, usersdcid NUMBER(10), calendar VARCHAR2(10), am_time VARCHAR2(8), pm_time VARCHAR2(8), contractemp NUMBER(1), sfe_position VARCHAR2(20), start_time VARCHAR2(8), end_time VARCHAR2(8), start_time_2 VARCHAR2(8), end_time_2 VARCHAR2(8), custom_times NUMBER(1), time1_monday NUMBER(1), time1_tuesday NUMBER(1), time1_wednesday NUMBER(1), time1_thursday NUMBER(1), time1_friday NUMBER(1), time2_monday NUMBER(1), time2_tuesday NUMBER(1), time2_wednesday NUMBER(1), time2_thursday NUMBER(1), time2_friday NUMBER(1), am_time_2 VARCHAR2(8), pm_time_2 VARCHAR2(8));
BEGIN;
WITH RECURSIVE person(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM person WHERE n < @staff)
INSERT INTO teachers
SELECT n, 100 + n, 'u' || n || '@district.example', 10000 + n, printf('555-555-%04d', n % 10000), 'Søren', 'Smith-Jones',
    CASE WHEN n % 40 = 0 THEN 500 ELSE n % 12 + 3 END, CASE WHEN n % 40 = 0 THEN 500 ELSE n % 12 + 3 END,
    CASE WHEN n % 90 = 5 THEN 2 ELSE 1 END
FROM person;
INSERT INTO teachers
SELECT @staff + dcid, users_dcid, email_addr, teachernumber, home_phone, first_name, last_name, homeschoolid, 30, status
FROM teachers WHERE @second > 0 AND dcid % @second = 0;
INSERT INTO u_humanresources
SELECT dcid, users_dcid, CASE WHEN dcid % 80 = 4 THEN NULL ELSE '250' END, '11:30', NULL, dcid % 50 = 1,
    CASE WHEN dcid % 3 = 0 THEN '102' END, '08:00', '15:30', NULL, NULL, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, '12:00', NULL
FROM teachers WHERE dcid <= @staff AND dcid % 5 > 0;
COMMIT;
CREATE INDEX humanresources_of ON u_humanresources (usersdcid);
