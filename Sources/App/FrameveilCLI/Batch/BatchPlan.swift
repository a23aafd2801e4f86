import Core
import Glibc
import Media
import StillImages

/// The inputs and outputs of a run over several files, checked before the first file is read.
struct BatchPlan {
  struct Item {
    var input: Address
    var output: Address
    /// Nil if `--detections` is not given.
    var detections: Address?
    /// The output below the folder: `monday/walk.mp4`.
    var name: String
    /// The subfolder of the input and the output: empty, or ending in a slash.
    var subfolder: String

    /// The input for messages and JSON. Signatures are removed from keys, too, in case a URL was meant.
    var displayInput: String { RedactedAddress.text("\(input)") }
  }

  static let resume = CommandOption<Bool>(
    "--resume",
    "with several INPUTs: skip those whose output was made from the same files with the same options")

  static let recursive = CommandOption<Bool>(
    "--recursive", "with folders as INPUT: also search their subfolders, which the outputs keep")

  /// The options that need a folder as OUTPUT.
  private static let ofFolders: [any DeclaredOption] = [
    recursive, BatchReports.option, BatchCheck.option,
  ]
  /// The options for several files.
  static let options = ofFolders + [resume]

  static let notes = """
    SEVERAL FILES
      Give several INPUTs, or folders with videos and still images, and a folder as OUTPUT: one that exists, a
      path that ends in /, or s3://BUCKET/PREFIX/. Outputs keep the names of the inputs, with the extension of the
      input or the profile, or .mp4. --detections is then a folder that holds in.mp4.json or in.json for in.mp4.
      If a file fails, the others are still processed; the exit code is that of the first failure. --json prints
      one line per file. What is skipped in a folder is named. --reports DIR ends in one page for all files.
    """

  let folder: BatchFolder
  /// The folder of `--reports`; nil without it.
  let reports: BatchFolder?
  let items: [Item]
  /// The entries of the folders that are no inputs.
  let skipped: [InputFolder.Skipped]
  /// The same for the user.
  let notes: [String]

  /// Whether a command line has several inputs or a folder as its output; or a folder as its input, and as its output a
  /// name without an extension: that of a folder which does not exist.
  static func isRequested(by arguments: ParsedArguments) -> Bool {
    let output = arguments[BlurCommand.output] ?? ""
    return ofFolders.contains(where: arguments.isGiven)
      || arguments.operands.count > 1 || output.hasSuffix("/") || isFolder(output)
      || (RedactedAddress.ending(output).isEmpty && arguments.operands.contains(where: isFolder))
  }

  init(_ arguments: ParsedArguments) throws {
    let folder = try Self.outputFolder(arguments)
    self.folder = folder
    let ending = try arguments[ProfileChoice.option].map {
      try ProfileChoice.chosen($0).extensions.first ?? "mp4"
    }
    let reports = try BatchReports.folder(arguments)
    self.reports = reports
    let own = [folder, reports].compactMap { $0?.localPath }
    let found = try arguments.operands.map { try Self.inputs($0, arguments[Self.recursive], own: own) }
    let inputs = found.flatMap(\.files)
    skipped = found.flatMap(\.skipped)
    notes = found.compactMap(\.note)
    let known = try ProfileChoice.builtIn().flatMap(\.extensions)
    let images = StillImageFormat.allCases.flatMap(\.extensions)
    items = try inputs.map { input in
      let (stem, own) = Self.parts(of: input.path)
      let isImage = images.contains(own.lowercased())
      let kept = isImage || known.contains(own.lowercased()) ? own : "mp4"
      let name = "\(input.subfolder)\(stem).\(isImage ? own : ending ?? kept)"
      return Item(
        input: try Address(input.path), output: folder.place(name),
        detections: try Self.detections(
          for: input, arguments[RedactionArguments.detections].first, isOnly: inputs.count == 1),
        name: name, subfolder: input.subfolder)
    }
    try checkConflicts()
    try refuseOptionsOfOneVideo(arguments)
  }

  /// The folder of the outputs.
  ///
  /// - Throws: `UsageError` if OUTPUT is no folder, or an option does not fit it.
  private static func outputFolder(_ arguments: ParsedArguments) throws(UsageError) -> BatchFolder {
    let output = try arguments.required(BlurCommand.output)
    guard output.hasSuffix("/") || isFolder(output) else {
      let asks = ofFolders.first(where: arguments.isGiven).map { "\($0.usage.name) needs" }
      throw UsageError(
        "\(asks ?? "several INPUTs need") a folder as OUTPUT\(asks == nil ? ", and so does a folder" : ""): one that "
          + "exists, or a path that ends in /")
    }
    guard arguments[RedactionArguments.detections].count <= 1 else {
      throw UsageError("--detections is given more than once, for the pages of one video; give one INPUT")
    }
    let folder = try BatchFolder(output)
    guard folder.isLocal || !arguments[resume] else {
      throw UsageError(
        "--resume needs a local folder as OUTPUT: objects do not record from which files they were made")
    }
    return folder
  }

  /// Throws if there are several videos and an option that names something of one video.
  private func refuseOptionsOfOneVideo(_ arguments: ParsedArguments) throws {
    guard items.count <= 1 || !arguments.isGiven(BlurCommand.report) else {
      throw UsageError("--report names the report of one video; give one INPUT")
    }
    guard items.count <= 1 || !arguments.isGiven(ReuseArguments.output) else {
      throw UsageError("--reuse names the earlier output of one video; give one INPUT")
    }
    guard items.count <= 1 || !arguments.isGiven(RekognitionArguments.job) else {
      throw UsageError("--rekognition-job names the job of one video; give one INPUT")
    }
    if items.count > 1, SelectionArguments.namesTracks(arguments) {
      throw UsageError("track: and --edits name tracks of one video; give one INPUT")
    }
  }

  /// Throws if two inputs share an output or a file of detections.
  private func checkConflicts() throws(UsageError) {
    for (index, item) in items.enumerated() {
      for other in items[..<index] {
        guard item.output != other.output else {
          throw UsageError(
            "\(other.displayInput) and \(item.displayInput) would both become \(item.output); run them separately"
          )
        }
        if let detections = item.detections, detections == other.detections {
          throw UsageError(
            "\(other.displayInput) and \(item.displayInput) would both use \(detections); "
              + "name it after one of them, extension included")
        }
      }
    }
  }

  private struct Inputs {
    var files: [InputFolder.File]
    var skipped: [InputFolder.Skipped] = []
    var note: String?
  }

  /// The files of an operand: the operand itself, or the videos and images in a folder, sorted by name.
  private static func inputs(_ operand: String, _ isRecursive: Bool, own: [String]) throws -> Inputs {
    guard operand != "-" else { throw UsageError("standard input cannot be one of several INPUTs") }
    guard isFolder(operand) else { return Inputs(files: [InputFolder.File(path: operand, subfolder: "")]) }
    let folder = try InputFolder(operand, isRecursive: isRecursive, own: own)
    return Inputs(files: folder.found, skipped: folder.skipped, note: folder.note)
  }

  /// The detections of an input. A missing file is not an error here; it makes that input fail later.
  private static func detections(
    for input: InputFolder.File, _ given: Address?, isOnly: Bool
  ) throws(UsageError) -> Address? {
    guard let given else { return nil }
    guard let folder = given.localPath, isFolder(folder) else {
      guard isOnly else {
        throw UsageError(
          "several INPUTs need a folder as --detections, with in.mp4.json or in.json for in.mp4")
      }
      return given
    }
    let (stem, ending) = parts(of: input.path)
    let full = "\(folder)/\(input.subfolder)\(stem).\(ending).json"
    let path = access(full, F_OK) == 0 ? full : "\(folder)/\(input.subfolder)\(stem).json"
    guard !InputFolder.escapes(path, of: folder) else {
      throw UsageError("\(path) is a link that leads out of the folder; put the file itself into the folder")
    }
    return .file(path)
  }

  /// The file name of a path before and after its last dot.
  static func parts(of path: String) -> (stem: String, ending: String) {
    let name = RedactedAddress.name(path)
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return (String(name), "") }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    // An address is never a folder, even if there is a folder s3: here.
    guard !path.contains("://") else { return false }
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
