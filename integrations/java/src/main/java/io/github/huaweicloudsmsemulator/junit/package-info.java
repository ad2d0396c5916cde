/**
 * Gives each test an account in an emulator of Huawei Cloud's Server Migration Service (SMS): with data, a clock, a
 * journal and faults of its own.
 */
package io.github.huaweicloudsmsemulator.junit;
