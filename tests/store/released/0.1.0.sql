SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.due_changes_only_grow() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the ledger only grows'; END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.baselines (
    id integer NOT NULL,
    plan text NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    day date NOT NULL,
    set_on date,
    reason text NOT NULL,
    approved_by text NOT NULL
);
CREATE SEQUENCE public.baselines_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.baselines_id_seq OWNED BY public.baselines.id;
CREATE TABLE public.digests (
    plan text NOT NULL,
    publication text NOT NULL,
    digest text NOT NULL
);
CREATE TABLE public.due_changes (
    id integer NOT NULL,
    plan text NOT NULL,
    key text NOT NULL,
    old date,
    new date,
    seen date NOT NULL,
    reason text NOT NULL
);
CREATE SEQUENCE public.due_changes_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.due_changes_id_seq OWNED BY public.due_changes.id;
CREATE TABLE public.held (
    plan text NOT NULL,
    target text NOT NULL,
    uid text NOT NULL,
    summary text NOT NULL,
    day date NOT NULL,
    since date NOT NULL,
    reason text NOT NULL,
    decision text NOT NULL
);
CREATE TABLE public.notes (
    plan text NOT NULL,
    topic text NOT NULL,
    body bytea NOT NULL
);
CREATE TABLE public.places (
    plan text NOT NULL,
    publication text NOT NULL,
    place text NOT NULL
);
CREATE TABLE public.plans (
    name text NOT NULL,
    epoch integer NOT NULL,
    asked_in integer NOT NULL,
    instance text NOT NULL,
    settled text NOT NULL,
    next_key integer NOT NULL,
    review date,
    review_before date,
    synced date,
    summary_made boolean NOT NULL,
    errors integer NOT NULL
);
CREATE TABLE public.proposed (
    plan text NOT NULL,
    target text NOT NULL,
    uid text NOT NULL,
    day date NOT NULL,
    instead_of date NOT NULL,
    seen date NOT NULL,
    who text NOT NULL,
    at timestamp with time zone,
    answered boolean NOT NULL
);
CREATE TABLE public.published (
    plan text NOT NULL,
    publication text NOT NULL,
    uid text NOT NULL,
    sequence integer NOT NULL,
    created timestamp with time zone NOT NULL,
    modified timestamp with time zone NOT NULL,
    cancelled_on date,
    event text NOT NULL
);
CREATE TABLE public.syncer_version (
    version_num character varying(32) NOT NULL
);
ALTER TABLE ONLY public.baselines ALTER COLUMN id SET DEFAULT nextval('public.baselines_id_seq'::regclass);
ALTER TABLE ONLY public.due_changes ALTER COLUMN id SET DEFAULT nextval('public.due_changes_id_seq'::regclass);
INSERT INTO public.baselines VALUES (1, 'plan', 'M-0004', 'replan', '2026-04-17', '2026-03-10', 'cut', 'Ann');
INSERT INTO public.baselines VALUES (2, 'apollo', 'M-0001', 'sheet', '2026-03-02', NULL, '', '');
INSERT INTO public.baselines VALUES (3, 'apollo', 'M-0001', 'after the split', '2026-03-09', '2026-03-02', 'scope was cut', 'Ann');
INSERT INTO public.digests VALUES ('plan', 'ics:plan.ics', 'f6841822f9cc7ac4b1785254f3ef0ee1cb3528d0faf2e04627d3dea6b36e696b');
INSERT INTO public.digests VALUES ('apollo', 'ics:public/apollo.ics', 'beef');
INSERT INTO public.due_changes VALUES (1, 'plan', 'M-0006', '2026-05-08', '2026-05-15', '2026-03-09', '');
INSERT INTO public.due_changes VALUES (2, 'plan', 'M-0006', '2026-05-15', '2026-05-22', '2026-03-11', '');
INSERT INTO public.due_changes VALUES (3, 'apollo', 'M-0001', '2026-03-02', '2026-03-09', '2026-03-02', 'supplier late');
INSERT INTO public.due_changes VALUES (4, 'apollo', 'M-0001', '2026-03-09', NULL, '2026-03-09', '');
INSERT INTO public.due_changes VALUES (5, 'apollo', 'M-0003', NULL, '2026-03-02', '2026-03-02', '');
INSERT INTO public.held VALUES ('plan', 'ics:plan.ics', 'M-0004@b61c13955477e6f8', 'Manual printed', '2026-04-17', '2026-03-13', '4 of 5 events would vanish at once', 'waiting');
INSERT INTO public.held VALUES ('plan', 'ics:plan.ics', 'M-0005@b61c13955477e6f8', 'Training held', '2026-04-24', '2026-03-13', '4 of 5 events would vanish at once', 'waiting');
INSERT INTO public.held VALUES ('plan', 'ics:plan.ics', 'M-0006@b61c13955477e6f8', 'Launch (moved +10 wd, 2nd move)', '2026-05-22', '2026-03-13', '4 of 5 events would vanish at once', 'waiting');
INSERT INTO public.held VALUES ('plan', 'memory:team', 'M-0004@b61c13955477e6f8', 'Manual printed', '2026-04-17', '2026-03-13', '4 of 5 events would vanish at once', 'waiting');
INSERT INTO public.held VALUES ('plan', 'memory:team', 'M-0005@b61c13955477e6f8', 'Training held', '2026-04-24', '2026-03-13', '4 of 5 events would vanish at once', 'waiting');
INSERT INTO public.held VALUES ('plan', 'memory:team', 'M-0006@b61c13955477e6f8', 'Launch (moved +10 wd, 2nd move)', '2026-05-22', '2026-03-13', '4 of 5 events would vanish at once', 'waiting');
INSERT INTO public.held VALUES ('plan', 'ics:plan.ics', 'M-0003@b61c13955477e6f8', 'Beta signed off', '2026-04-10', '2026-03-13', '4 of 5 events would vanish at once', 'drop');
INSERT INTO public.held VALUES ('plan', 'memory:team', 'M-0003@b61c13955477e6f8', 'Beta signed off', '2026-04-10', '2026-03-13', '4 of 5 events would vanish at once', 'drop');
INSERT INTO public.held VALUES ('apollo', 'ics:public/apollo.ics', 'm-0002@abc', 'Beta', '2026-03-02', '2026-03-09', '7 of 9 vanished', 'waiting');
INSERT INTO public.notes VALUES ('plan', 'columns', '\x017801ab56f2cdcc492d2ec9cf4b55b2522ac92cc94955d251f22fcf4b2d02f2f341743150c0a514249d022475949c128b537332c1ea93604c1da5e092c492d262a0a26208a31600481d1dd8');
INSERT INTO public.notes VALUES ('plan', 'reviewed', '\x01780135c6c10900200800c05d7c1b68a6d5104d20eebf4664f8ba7387d38888017f7a452aa3a21583409fb26d0d7c6c7d4cb6a44b229428475c0660149f');
INSERT INTO public.notes VALUES ('plan', 'reviewed_before', '\x01780135c6c10900200800c05d7c1b689ad5104d20eebf4664f8ba7387d38888017f7a452a5a191583409fb26d313ef6784cb6a44b2294a8465c05f3149e');
INSERT INTO public.notes VALUES ('plan', 'seen', '\x017801a550c14ac43010fd95907384b669d3d6a37854f0e04d9612edb40d86a424a9cb22febb93ac711197451042de23336fde9bbcd35738d0eb277a7f55144549d991f04cea4c9a4c442615dd31aac67f88830a1aa2fe16bc9a0d91ebeaec1b8ce870034192f80823b1d3143da5d9a426ab5326a4964727955166260be828b9939b7959903c381b6c38ac40fc62f726c65c17e99313967f1cac39bbc70c15e3ac660d138ce3dbb8c5ee96f7a22b19425b8a04154fc08b044d1741f40d2a26e57c183c80f912b67d2a5e866fe1df0cebfa64f88c1b69657ee7349bd62c5d31386f93a4ebe256d6c06063c053cf19963b6518d256d83f49ed815dbc5135e3fc3c3cfdddf17fbab320761f9f4a27ac87');
INSERT INTO public.notes VALUES ('apollo', 'seen', '\x0178015d4ecb0ec22010fc15c319137c505a6f7af70bd434285b25126a0ac418e3bfbb4b5b9bc8611666766678b33bbcd8e6c0f67321c482f1feb26427ceac21614b243da38d0e88d941d4c81d939050119a4b4699d1cc70e0c1614a21c8f9b8e9d03b93756688ebda2786495ee0824924ab5555946bee9373c835b60bb10e007e9094e2b4a1d44f9c6ca80db6335639ebc7bc4930ad87ba1dc3a69ecceb58e73eac8a5d02de6817007bae68fafbd9e70be8185af3');
INSERT INTO public.notes VALUES ('apollo', 'reviewed', '\x0178018b8e56f2d535303030548ad5893637b634b330898d050037180519');
INSERT INTO public.notes VALUES ('apollo', 'reviewed_before', '\x0178018b8e56f2d535303030548ad5893637b63433378f8d0500371d051b');
INSERT INTO public.notes VALUES ('apollo', 'headings', '\x017801ab5672cb2f4a4d4e2c2e51b2823315348a2bf392538b34956a01b8ed0b2e');
INSERT INTO public.notes VALUES ('apollo', 'columns', '\x017801ab56728b2935304835c9c9c94c57b2524a294d55d251f2494d2b0172946a0197a6092a');
INSERT INTO public.places VALUES ('apollo', 'ics:public/apollo.ics', 'c_abc@group.calendar.google.com');
INSERT INTO public.plans VALUES ('plan', 5, 5, 'b61c13955477e6f8', '', 7, '2026-03-09', '2026-03-02', '2026-03-13', true, 0);
INSERT INTO public.plans VALUES ('apollo', 1, -1, 'abc', 'f00d', 4, '2026-03-09', '2026-03-02', '2026-03-02', true, 3);
INSERT INTO public.proposed VALUES ('plan', 'memory:team', 'M-0003@b61c13955477e6f8', '2026-04-14', '2026-04-10', '2026-03-11', 'Zoë', NULL, false);
INSERT INTO public.proposed VALUES ('apollo', 'ics:public/apollo.ics', 'm-0001@abc', '2026-03-09', '2026-03-02', '2026-03-09', 'Zoë', '2026-03-02 12:00:00+00', true);
INSERT INTO public.published VALUES ('plan', 'memory:team', 'M-0003@b61c13955477e6f8', 0, '2026-03-04 12:00:00+00', '2026-03-04 12:00:00+00', NULL, '{"day":"2026-04-10","summary":"Beta signed off","description":"On track, Green\nOwner: Ada\nDue: 10 Apr 2026\nBaseline: 10 Apr 2026\nForecast: 10 Apr 2026\nWhy: On track: due 10 Apr.\nFrom: plan.xlsx, tab Plan, ID M-0003","categories":["Green","Milestone"]}');
INSERT INTO public.published VALUES ('plan', 'memory:team', 'M-0004@b61c13955477e6f8', 0, '2026-03-04 12:00:00+00', '2026-03-04 12:00:00+00', NULL, '{"day":"2026-04-17","summary":"Manual printed","description":"On track, Green\nOwner: Ada\nDue: 17 Apr 2026\nBaseline: 17 Apr 2026\nForecast: 17 Apr 2026\nWhy: On track: due 17 Apr.\nFrom: plan.xlsx, tab Plan, ID M-0004","categories":["Green","Milestone"]}');
INSERT INTO public.published VALUES ('plan', 'memory:team', 'M-0005@b61c13955477e6f8', 0, '2026-03-04 12:00:00+00', '2026-03-04 12:00:00+00', NULL, '{"day":"2026-04-24","summary":"Training held","description":"On track, Green\nOwner: Ada\nDue: 24 Apr 2026\nBaseline: 24 Apr 2026\nForecast: 24 Apr 2026\nWhy: On track: due 24 Apr.\nFrom: plan.xlsx, tab Plan, ID M-0005","categories":["Green","Milestone"]}');
INSERT INTO public.published VALUES ('plan', 'ics:plan.ics', 'M-0003@b61c13955477e6f8', 0, '2026-03-04 12:00:00+00', '2026-03-04 12:00:00+00', NULL, '{"day":"2026-04-10","summary":"Beta signed off","description":"On track, Green\nOwner: Ada\nDue: 10 Apr 2026\nBaseline: 10 Apr 2026\nForecast: 10 Apr 2026\nWhy: On track: due 10 Apr.\nFrom: plan.xlsx, tab Plan, ID M-0003","categories":["Green","Milestone"]}');
INSERT INTO public.published VALUES ('plan', 'ics:plan.ics', 'M-0004@b61c13955477e6f8', 0, '2026-03-04 12:00:00+00', '2026-03-04 12:00:00+00', NULL, '{"day":"2026-04-17","summary":"Manual printed","description":"On track, Green\nOwner: Ada\nDue: 17 Apr 2026\nBaseline: 17 Apr 2026\nForecast: 17 Apr 2026\nWhy: On track: due 17 Apr.\nFrom: plan.xlsx, tab Plan, ID M-0004","categories":["Green","Milestone"]}');
INSERT INTO public.published VALUES ('plan', 'ics:plan.ics', 'M-0005@b61c13955477e6f8', 0, '2026-03-04 12:00:00+00', '2026-03-04 12:00:00+00', NULL, '{"day":"2026-04-24","summary":"Training held","description":"On track, Green\nOwner: Ada\nDue: 24 Apr 2026\nBaseline: 24 Apr 2026\nForecast: 24 Apr 2026\nWhy: On track: due 24 Apr.\nFrom: plan.xlsx, tab Plan, ID M-0005","categories":["Green","Milestone"]}');
INSERT INTO public.published VALUES ('plan', 'memory:team', 'M-0001@b61c13955477e6f8', 1, '2026-03-04 12:00:00+00', '2026-03-09 12:00:00+00', NULL, '{"day":"2026-03-06","summary":"Design approved (overdue)","description":"Late, Red\nOwner: Ada\nDue: 6 Mar 2026\nBaseline: 6 Mar 2026\nForecast: moves on day by day, and the slip with it, until somebody gives a new date\nWhy: Red: 6 Mar 2026 has passed, and nobody has given a new date.\nFrom: plan.xlsx, tab Plan, ID M-0001","categories":["Milestone","Red"]}');
INSERT INTO public.published VALUES ('plan', 'ics:plan.ics', 'M-0001@b61c13955477e6f8', 1, '2026-03-04 12:00:00+00', '2026-03-09 12:00:00+00', NULL, '{"day":"2026-03-06","summary":"Design approved (overdue)","description":"Late, Red\nOwner: Ada\nDue: 6 Mar 2026\nBaseline: 6 Mar 2026\nForecast: moves on day by day, and the slip with it, until somebody gives a new date\nWhy: Red: 6 Mar 2026 has passed, and nobody has given a new date.\nFrom: plan.xlsx, tab Plan, ID M-0001","categories":["Milestone","Red"]}');
INSERT INTO public.published VALUES ('plan', 'memory:team', 'M-0002@b61c13955477e6f8', 1, '2026-03-04 12:00:00+00', '2026-03-11 12:00:00+00', '2026-03-11', '{"day":"2026-03-20","summary":"Prototype shown (at risk)","description":"At risk, Red\nOwner: Ada\nDue: 20 Mar 2026\nBaseline: 13 Mar 2026\nForecast: 20 Mar 2026\nSlip: +5 working days (+7 days)\nWhy: Red: expected 20 Mar, 5 working days after the baseline of 13 Mar; tolerance is 2.\nFrom: plan.xlsx, tab Plan, ID M-0002","categories":["Milestone","Red"],"cancelled":true}');
INSERT INTO public.published VALUES ('plan', 'memory:team', 'M-0006@b61c13955477e6f8', 2, '2026-03-04 12:00:00+00', '2026-03-11 12:00:00+00', NULL, '{"day":"2026-05-22","summary":"Launch (moved +10 wd, 2nd move)","description":"At risk, Red\nOwner: Ada\nDue: 22 May 2026\nBaseline: 1 May 2026\nForecast: 22 May 2026\nSlip: +15 working days (+21 days)\nMoved later: 2 times, +10 working days\nWhy: Red: expected 22 May, 15 working days after the baseline of 1 May; tolerance is 4.\nFrom: plan.xlsx, tab Plan, ID M-0006","categories":["Milestone","Red"]}');
INSERT INTO public.published VALUES ('plan', 'ics:plan.ics', 'M-0002@b61c13955477e6f8', 1, '2026-03-04 12:00:00+00', '2026-03-11 12:00:00+00', '2026-03-11', '{"day":"2026-03-20","summary":"Prototype shown (at risk)","description":"At risk, Red\nOwner: Ada\nDue: 20 Mar 2026\nBaseline: 13 Mar 2026\nForecast: 20 Mar 2026\nSlip: +5 working days (+7 days)\nWhy: Red: expected 20 Mar, 5 working days after the baseline of 13 Mar; tolerance is 2.\nFrom: plan.xlsx, tab Plan, ID M-0002","categories":["Milestone","Red"],"cancelled":true}');
INSERT INTO public.published VALUES ('plan', 'ics:plan.ics', 'M-0006@b61c13955477e6f8', 2, '2026-03-04 12:00:00+00', '2026-03-11 12:00:00+00', NULL, '{"day":"2026-05-22","summary":"Launch (moved +10 wd, 2nd move)","description":"At risk, Red\nOwner: Ada\nDue: 22 May 2026\nBaseline: 1 May 2026\nForecast: 22 May 2026\nSlip: +15 working days (+21 days)\nMoved later: 2 times, +10 working days\nWhy: Red: expected 22 May, 15 working days after the baseline of 1 May; tolerance is 4.\nFrom: plan.xlsx, tab Plan, ID M-0006","categories":["Milestone","Red"]}');
INSERT INTO public.published VALUES ('apollo', 'ics:public/apollo.ics', 'm-0001@abc', 0, '2026-03-02 12:00:00+00', '2026-03-02 13:00:00+00', NULL, '{"day":"2026-03-02","summary":"Beta, signed; off (moved +8 wd) \u2713","description":"late\nOwner: Zo\u00eb \ud83d\ude00","categories":["milestone","must"],"priority":1,"url":"https://example.org/a?b=c","predecessors":["m-0007@abc"],"reminders":[7,1]}');
INSERT INTO public.published VALUES ('apollo', 'ics:public/apollo.ics', 'm-0002@abc', 0, '2026-03-02 12:00:00+00', '2026-03-02 13:00:00+00', NULL, '{"day":"2026-03-02","summary":"Beta, signed; off (moved +8 wd) \u2713","description":"late\nOwner: Zo\u00eb \ud83d\ude00","categories":["milestone","must"],"priority":1,"url":"https://example.org/a?b=c","predecessors":["m-0007@abc"],"reminders":[7,1]}');
INSERT INTO public.syncer_version VALUES ('0001');
SELECT pg_catalog.setval('public.baselines_id_seq', 3, true);
SELECT pg_catalog.setval('public.due_changes_id_seq', 5, true);
ALTER TABLE ONLY public.baselines
    ADD CONSTRAINT baselines_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.digests
    ADD CONSTRAINT digests_pkey PRIMARY KEY (plan, publication);
ALTER TABLE ONLY public.due_changes
    ADD CONSTRAINT due_changes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.held
    ADD CONSTRAINT held_pkey PRIMARY KEY (plan, target, uid);
ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (plan, topic);
ALTER TABLE ONLY public.places
    ADD CONSTRAINT places_pkey PRIMARY KEY (plan, publication);
ALTER TABLE ONLY public.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.proposed
    ADD CONSTRAINT proposed_pkey PRIMARY KEY (plan, target, uid);
ALTER TABLE ONLY public.published
    ADD CONSTRAINT published_pkey PRIMARY KEY (plan, publication, uid);
ALTER TABLE ONLY public.syncer_version
    ADD CONSTRAINT syncer_version_pkc PRIMARY KEY (version_num);
CREATE INDEX baselines_by_item ON public.baselines USING btree (plan, key);
CREATE INDEX due_changes_by_item ON public.due_changes USING btree (plan, key);
CREATE TRIGGER due_changes_only_grow BEFORE DELETE OR UPDATE OR TRUNCATE ON public.due_changes FOR EACH STATEMENT EXECUTE FUNCTION public.due_changes_only_grow();
ALTER TABLE ONLY public.baselines
    ADD CONSTRAINT baselines_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(name);
ALTER TABLE ONLY public.digests
    ADD CONSTRAINT digests_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(name);
ALTER TABLE ONLY public.due_changes
    ADD CONSTRAINT due_changes_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(name);
ALTER TABLE ONLY public.held
    ADD CONSTRAINT held_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(name);
ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(name);
ALTER TABLE ONLY public.places
    ADD CONSTRAINT places_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(name);
ALTER TABLE ONLY public.proposed
    ADD CONSTRAINT proposed_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(name);
ALTER TABLE ONLY public.published
    ADD CONSTRAINT published_plan_fkey FOREIGN KEY (plan) REFERENCES public.plans(name);
