import { dirname } from "node:path";
import { Project, ts } from "ts-morph";

/** The schema module as the compiler sees it. Nothing is checked beyond what is asked for. */
export interface SchemaProgram {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly schemaFile: ts.SourceFile | undefined;
  /** The nearest tsconfig.json, whose options are in force. */
  readonly tsconfig: string | undefined;
  /** True if the user's own options are strict, as those here always are. */
  readonly isStrict: boolean;
  /** The exports of the schema module in the order of the source, aliases resolved. */
  readonly exports: ReadonlyMap<string, ts.Symbol>;
}

/** The nearest tsconfig.json above a file. */
export function findTsconfig(file: string): string | undefined {
  return ts.findConfigFile(dirname(file), ts.sys.fileExists);
}

/**
 * Opens a schema file in the compiler, with the options of the nearest tsconfig.json. The types of Node.js, which take
 * longer to read than all the rest, are left out where no file speaks of them.
 */
export function openProgram(file: string, tsconfig: string | undefined): SchemaProgram {
  if (!speaksOfNode(ts.sys.readFile(file) ?? "")) {
    const lean = openWith(file, tsconfig, withoutNode);
    const sources = lean.program.getSourceFiles().filter((source) => isOwn(source, lean.program));
    if (!sources.some(({ text }) => speaksOfNode(text))) return lean;
  }
  return openWith(file, tsconfig, (types) => types);
}

const withoutNode = (types: readonly string[]) => types.filter((name) => name !== "node");

function speaksOfNode(text: string): boolean {
  return /\b(?:process|Buffer|NodeJS|__dirname|__filename|require|URL|URLSearchParams|crypto|Blob|File)\b|["']node:/.test(
    text,
  );
}

type ChooseTypes = (types: readonly string[]) => readonly string[];

function openWith(file: string, tsconfig: string | undefined, chooseTypes: ChooseTypes): SchemaProgram {
  const project = projectFor(tsconfig, chooseTypes);
  project.addSourceFileAtPathIfExists(file);
  const program = project.getProgram().compilerObject;
  const checker = program.getTypeChecker();
  const schemaFile = program.getSourceFile(file);
  const isStrict = tsconfig === undefined || isStrictConfig(tsconfig);
  return { program, checker, schemaFile, tsconfig, isStrict, exports: exportsOf(schemaFile, checker) };
}

function isStrictConfig(tsconfig: string): boolean {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const { strict, strictNullChecks } = ts.getParsedCommandLineOfConfigFile(tsconfig, {}, host)?.options ?? {};
  return (strictNullChecks ?? strict) === true;
}

/** The open projects, by their options. */
const projects = new Map<string, Project>();

/**
 * A project with nothing of one's own in it. Declarations of packages stay, for they take most of the time, and schemas
 * of one folder have the same: those of another command's run, of a watched file, of several schemas.
 */
function projectFor(tsconfig: string | undefined, chooseTypes: ChooseTypes): Project {
  const project = newProject(tsconfig, chooseTypes);
  const options = JSON.stringify([tsconfig, project.getCompilerOptions()]);
  const open = projects.get(options);
  if (open === undefined) {
    projects.set(options, project);
    return project;
  }
  for (const source of open.getSourceFiles()) {
    if (!source.isDeclarationFile() || !isPackaged(source.getFilePath())) source.forget();
  }
  return open;
}

function newProject(tsconfig: string | undefined, chooseTypes: ChooseTypes): Project {
  const project = new Project({
    ...(tsconfig === undefined ? {} : { tsConfigFilePath: tsconfig }),
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: {
      ...(tsconfig === undefined ? standaloneOptions : {}),
      allowJs: true,
      strict: true,
      // Types are printed as they are under this flag, whatever the user's setting.
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
    },
  });
  const { types } = project.getCompilerOptions();
  if (types !== undefined) project.compilerOptions.set({ types: [...chooseTypes(types)] });
  return project;
}

const standaloneOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};

function exportsOf(file: ts.SourceFile | undefined, checker: ts.TypeChecker): Map<string, ts.Symbol> {
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) return new Map();
  const symbols = checker.getExportsOfModule(module);
  return new Map(symbols.map((symbol) => [symbol.name, resolveAlias(symbol, checker)]));
}

/** Resolves an import or a re-export to the symbol that it stands for. */
export function resolveAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The user's own files of a program: the schema file and what it imports, without packages and declarations. */
export function ownFiles(program: ts.Program): string[] {
  return program
    .getSourceFiles()
    .filter((file) => isOwn(file, program))
    .map((file) => file.fileName);
}

function isOwn(file: ts.SourceFile, program: ts.Program): boolean {
  const packaged = program.isSourceFileFromExternalLibrary(file) || isPackaged(file.fileName);
  return !file.isDeclarationFile && !packaged;
}

function isPackaged(path: string): boolean {
  return path.includes("/node_modules/");
}
