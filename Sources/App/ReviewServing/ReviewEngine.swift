import Core
public import Edits
public import Geometry
public import Media
public import Redaction

/// What the review asks of the program: the stages of a run, with the options of its command line.
public protocol ReviewEngine: Sendable {
  typealias Progress = @Sendable (_ frames: Int, _ time: MediaTime, _ duration: MediaTime?) -> Void

  /// The video.
  var input: MediaInput { get }
  /// Its path, from which its bytes are served.
  var inputPath: String { get }
  /// The path of the result.
  var outputPath: String { get }
  var style: RedactionStyle { get }

  /// Detects and tracks, or reads what an earlier start found.
  ///
  /// - Parameter begin: called with the name of each step that takes long.
  func prepare(begin: @Sendable (String) -> Void, _ progress: @escaping Progress) async throws -> (
    ReviewScan, EditsStore
  )
  /// Writes the result and its reports, by the pipeline of `blur --edits`.
  ///
  /// Groups of pictures whose masks are those of the render before are copied from it, where that is possible.
  ///
  /// - Returns: the result's digest.
  func render(_ edits: Edits, _ progress: @escaping Progress) async throws -> Edits.FileRecord
  /// Lets the detector look at every frame of the result. What it saw on groups of pictures that are those of the result before
  /// counts, too, instead of another look.
  ///
  /// - Returns: the number of frames, that of those which were looked at in the result before, and the visible faces.
  func verify(_ progress: @escaping Progress) async throws -> (
    frames: Int, unchanged: Int, findings: [Verification.Finding]
  )
  /// Writes the reports of the result again, with what was looked at and signed since.
  ///
  /// - Parameter looked: how many of the weak spots were looked at.
  /// - Throws: `UserError` if the result or its reports are not those of the render.
  func report(_ edits: Edits, looked: Int, weakSpots: Int) async throws
}
