/**
 * What recommend and complete do for one request, written against JDBC, Nimbus and the AWS SDK alone: the same statements
 * in the same transactions, the same checks, the same JSON. The competitors differ in what they put around it.
 */
package oo.bench.coldstart.work;
