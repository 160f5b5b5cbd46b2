import { AsyncLocalStorage } from "node:async_hooks";
import childProcess from "node:child_process";
import crypto from "node:crypto";
import dgram from "node:dgram";
import dns from "node:dns";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import os from "node:os";
import tls from "node:tls";

/**
 * Runs something and says what it used besides its arguments: files, network, environment, clock, randomness,
 * processes, the machine. Network and processes are refused, the rest is let through, so that the run goes on.
 * What others do meanwhile is told apart by the asynchronous context.
 */
export async function accessesDuring(run: () => Promise<unknown>): Promise<string[]> {
  const touched = new Set<string>();
  const disarm = arm();
  try {
    await inside.run(touched, run);
  } catch (error) {
    // A refused access is already on the list; any other error is the caller's to see.
    if (touched.size === 0) throw error;
  } finally {
    disarm();
  }
  return [...touched];
}

const inside = new AsyncLocalStorage<Set<string>>();

/** Debug switches of libraries; they change what is printed and no answer. */
const harmlessVariables = new Set(["NODE_ENV", "NODE_DEBUG", "DEBUG", "LOG_TOKENS", "LOG_STREAM"]);

type Target = Record<string, unknown>;

/** Sets all traps; returns what takes them away again. */
function arm(): () => void {
  const undo: (() => void)[] = [];
  const replace = (target: object, name: string, make: (original: unknown) => unknown) => {
    const property = Object.getOwnPropertyDescriptor(target, name);
    if (!property?.configurable && !property?.writable) return;
    const original = (target as Target)[name];
    Object.defineProperty(target, name, {
      configurable: true,
      enumerable: true,
      writable: true,
      value: make(original),
    });
    undo.push(() => Object.defineProperty(target, name, property));
  };
  for (const { title, target, names, isRefused } of trapped)
    for (const name of names ?? functionsOf(target))
      replace(target, name, (original) => trap(`${title}${name}`, original, isRefused));
  replace(globalThis, "Date", (original) => trapDate(original as DateConstructor));
  replace(process, "env", (original) => trapEnvironment(original as object));
  syncBuiltinESMExports();
  return () => {
    for (const restore of undo.reverse()) restore();
    syncBuiltinESMExports();
  };
}

interface Trapped {
  readonly title: string;
  readonly target: object;
  /** All functions unless given. */
  readonly names?: readonly string[];
  readonly isRefused?: boolean;
}

const processFunctions = ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"];
const machineFunctions =
  "arch cpus freemem homedir hostname loadavg networkInterfaces release tmpdir totalmem uptime userInfo";

const trapped: readonly Trapped[] = [
  { title: "fs.", target: fs },
  { title: "fs.promises.", target: fs.promises },
  { title: "child_process.", target: childProcess, names: processFunctions, isRefused: true },
  { title: "net.", target: net, names: ["connect", "createConnection", "createServer"], isRefused: true },
  { title: "a socket's ", target: net.Socket.prototype, names: ["connect"], isRefused: true },
  { title: "tls.", target: tls, names: ["connect"], isRefused: true },
  { title: "http.", target: http, names: ["get", "request"], isRefused: true },
  { title: "https.", target: https, names: ["get", "request"], isRefused: true },
  { title: "dns.", target: dns, names: ["lookup", "resolve"], isRefused: true },
  { title: "dns.promises.", target: dns.promises, names: ["lookup", "resolve"], isRefused: true },
  { title: "dgram.", target: dgram, names: ["createSocket"], isRefused: true },
  { title: "", target: globalThis, names: ["fetch"], isRefused: true },
  { title: "Math.", target: Math, names: ["random"] },
  {
    title: "crypto.",
    target: crypto,
    names: ["getRandomValues", "randomBytes", "randomFillSync", "randomInt", "randomUUID"],
  },
  {
    title: "crypto.",
    target: Object.getPrototypeOf(globalThis.crypto),
    names: ["getRandomValues", "randomUUID"],
  },
  { title: "performance.", target: performance, names: ["now"] },
  { title: "process.", target: process, names: ["cwd", "hrtime", "uptime", "memoryUsage", "cpuUsage"] },
  { title: "os.", target: os, names: machineFunctions.split(" ") },
];

function functionsOf(target: object): string[] {
  const isClass = (name: string) => /^[A-Z_]/.test(name);
  return Object.keys(target).filter(
    (name) => typeof (target as Target)[name] === "function" && !isClass(name),
  );
}

function trap(title: string, original: unknown, isRefused = false): unknown {
  if (typeof original !== "function") return original;
  const handler: ProxyHandler<typeof original> = {
    apply(target, self, args: unknown[]) {
      const shown = typeof args[0] === "string" ? JSON.stringify(args[0]) : "";
      if (note(`${title}(${shown})`, handler.apply!) && isRefused)
        throw new Error(`A hook must not use ${title}.`);
      return Reflect.apply(target, self, args);
    },
  };
  return new Proxy(original, handler);
}

function trapDate(original: DateConstructor): DateConstructor {
  const handler: ProxyHandler<DateConstructor> = {
    construct(target, args, newTarget) {
      if (args.length === 0) note("the clock (new Date())", handler.construct!);
      return Reflect.construct(target, args, newTarget);
    },
    apply(target, self, args) {
      note("the clock (Date())", handler.apply!);
      return Reflect.apply(target, self, args);
    },
    get(target, name, receiver) {
      if (name === "now") note("the clock (Date.now())", handler.get!);
      return Reflect.get(target, name, receiver);
    },
  };
  return new Proxy(original, handler);
}

function trapEnvironment(original: object): object {
  const isHarmless = (name: string | symbol) => typeof name === "symbol" || harmlessVariables.has(name);
  const handler: ProxyHandler<object> = {
    get(target, name) {
      if (!isHarmless(name)) note(`process.env.${String(name)}`, handler.get!);
      return Reflect.get(target, name);
    },
    has(target, name) {
      if (!isHarmless(name)) note(`process.env.${String(name)}`, handler.has!);
      return Reflect.has(target, name);
    },
    ownKeys(target) {
      note("process.env as a whole", handler.ownKeys!);
      return Reflect.ownKeys(target);
    },
  };
  return new Proxy(original, handler);
}

/**
 * Notes an access of the running hook; false for anybody else's, and for what Node does by itself: it loads modules,
 * and asks the environment for colours when something is printed. `trap` is the function that was called.
 */
// biome-ignore lint/complexity/noBannedTypes: captureStackTrace takes any function.
function note(what: string, trap: Function): boolean {
  const touched = inside.getStore();
  if (!touched) return false;
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, trap);
  const [caller = ""] = (trace.stack ?? "").split("\n").slice(1);
  if (/\(?node:/.test(caller) || /node:internal\/modules\//.test(trace.stack ?? "")) return false;
  touched.add(what);
  return true;
}
