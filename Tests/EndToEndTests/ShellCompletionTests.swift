import FoundationEssentials
import FrameveilTesting
import Testing

/// The completion scripts, in the shells themselves.
@Suite(.blocking) struct ShellCompletionTests {
  private let folder: TemporaryFolder

  /// A folder with a file, a file with a space in its name, and a folder.
  init() throws {
    folder = try TemporaryFolder()
    try folder.write("walk.mp4", "")
    try folder.write("walk two.mp4", "")
    try Program(["mkdir", folder("wall")]).runTool()
  }

  private func script(_ shell: String) throws -> String {
    let script = try Frameveil.run(["completions", shell])
    try #require(script.code == 0 && script.errors == "")
    // zsh finds the function by its name.
    return try folder.write("_frameveil", script.text)
  }

  /// What bash completes the last word of a line to.
  private func bash(_ words: [String]) throws -> [String] {
    let program = """
      set -u; source "$1"; cd "$2"; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _frameveil; printf '%s\\n' "${COMPREPLY[@]}"
      """
    let outcome = try Program(
      ["bash", "--norc", "-c", program, "bash", try script("bash"), folder.path, "frameveil"] + words
    ).run()
    #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors)")
    return outcome.text.split(separator: "\n").map(String.init)
  }

  @Test(
    arguments: [
      (["bl"], ["blur"]), (["--ver"], ["--version"]),
      (["completions", ""], ["bash", "zsh", "fish", "--help"]),
      (["blur", "--effect", ""], ["blur", "pixelate", "solid", "image"]),
      (["blur", "--effect", "=", "pi"], ["pixelate"]),
      (["blur", "--effect", "="], ["blur", "pixelate", "solid", "image"]),
      (["blur", "wal"], ["walk two.mp4", "walk.mp4", "wall"]),
      (["blur", "--min-track"], ["--min-track-confidence"]),
      (["blur", "-p", "mp4-"], ["mp4-fragmented"]), (["blur", "--margin", ""], []),
      (["serve", "--folder", "w"], ["wall"]), (["profiles", "web"], ["webm"]), (["help", "ver"], ["verify"]),
      (["verify", "--detect-runtime", "o"], ["openvino", "opencv"]),
    ] as [([String], [String])])
  func `bash completes commands, options, their values, files and folders`(
    words: [String], completed: [String]
  ) throws {
    #expect(try bash(words).sorted() == completed.sorted())
  }

  @Test func `zsh completes commands, options, their values and files`() throws {
    let script = try script("zsh")
    try Program(["zsh", "-n", script]).runTool()
    let lines = [
      "frameveil bl", "frameveil blur --effect pi", "frameveil blur --min-tr", "frameveil blur --effect=so",
      "frameveil blur \(folder.path)/walk\\ t", "frameveil verify -d x --detect-ru",
      "frameveil completions f",
      "frameveil blur -p mp4-",
    ]
    let completed = try Program(
      ["python3", "\(Frameveil.repository)/Tests/Stack/zsh-completion", folder.path] + lines
    ).runTool()
    #expect(
      String(decoding: completed, as: UTF8.self).split(separator: "\n").map(String.init) == [
        "frameveil blur", "frameveil blur --effect pixelate", "frameveil blur --min-track-confidence=",
        "frameveil blur --effect=solid", "frameveil blur \(folder.path)/walk\\ two.mp4",
        "frameveil verify -d x --detect-runtime=", "frameveil completions fish",
        "frameveil blur -p mp4-fragmented",
      ])
  }

  @Test func `fish completes commands, options, their values and files`() throws {
    let script = try script("fish")
    func fish(_ line: String) throws -> [String] {
      let words = "source \(script); cd \(folder.path); complete -C '\(line)'"
      let output = try Program(["fish", "--no-config", "-c", words], environment: ["HOME": folder.path])
        .runTool()
      return String(decoding: output, as: UTF8.self).split(separator: "\n").map {
        String($0.prefix { $0 != "\t" })
      }
    }
    #expect(try fish("frameveil bl") == ["blur"])
    #expect(try fish("frameveil blur --effect ").sorted() == ["blur", "image", "pixelate", "solid"])
    #expect(try fish("frameveil blur --min-tr") == ["--min-track-confidence"])
    #expect(try fish("frameveil blur wal").sorted() == ["walk two.mp4", "walk.mp4", "wall/"])
    #expect(try fish("frameveil serve --folder w") == ["wall/"])
    #expect(try fish("frameveil blur --margin ") == [])
  }

  @Test func `a shell without a script is refused`() throws {
    let outcome = try Frameveil.run(["completions", "tcsh"])
    #expect(outcome.code == 64 && outcome.errors.contains("bash, zsh, fish"))
  }
}
