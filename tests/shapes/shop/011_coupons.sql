create table coupons (
    code varchar(20) primary key check (code = upper(code)),
    percent_off smallint,
    amount_off_cents integer,
    valid tstzrange not null,
    max_uses integer,
    constraint one_kind_of_discount check (num_nonnulls(percent_off, amount_off_cents) = 1)
);
alter table orders add column coupon_code varchar(20) references coupons on update cascade;

create table reviews (
    id bigserial primary key,
    product_id bigint not null references products on delete cascade,
    customer_id bigint references customers on delete set null,
    stars smallint not null check (stars between 1 and 5),
    body text,
    published boolean default false,
    unique (product_id, customer_id)
);

create view product_ratings as
select p.id, p.title, round(avg(r.stars), 2) as average, count(r.id) filter (where r.published) as reviews
from products p left join reviews r on r.product_id = p.id
group by p.id, p.title
having count(*) > 0;
