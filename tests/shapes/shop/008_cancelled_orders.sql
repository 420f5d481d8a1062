alter type order_status add value 'cancelled' after 'delivered';
alter type payment_method rename value 'transfer' to 'bank_transfer';
alter type payment_method add value if not exists 'klarna' before 'paypal';
