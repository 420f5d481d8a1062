insert into lib.persons (name, born, died) values ('Émile Zola', 1840, 1902), ('Jane Austen', 1775, 1817), ('Anonymous', null, null);
insert into lib.works (title, subtitle, abstract, written) values
    ('Germinal', null, 'Miners strike in the north of France.', '[1884,1885]'),
    ('Emma', null, 'A match-maker is mistaken.', '[1814,1816)'),
    ('Beowulf', 'a poem', 'Monsters, a dragon and a hero.', null);
insert into lib.authorships (work_id, person_id) values (1, 1), (2, 2), (3, 3);
insert into lib.editions values ('9780140447422', 1, 'Penguin', '2004-01-29', 592, 9.99), ('9780141439587', 2, 'Penguin', '2003-05-06', 512, 7.99);
