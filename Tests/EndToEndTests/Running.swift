import FrameveilTesting
import Testing

/// Runs the main job.
func blur(
  _ input: String, _ detections: String, _ output: String, _ options: [String] = [],
  stdin: Program.Input = .nothing, environment: [String: String] = [:]
) throws -> Program.Outcome {
  let arguments = Frameveil.blur(input, detections, output, options)
  while true {
    let outcome = try Frameveil.run(arguments, input: stdin, environment: environment)
    guard outcome.errors.contains("gst_caps_is_fixed") else { return outcome }
    // The reader describes a sound track by its pad's caps, which need not be there yet.
    withKnownIssue("a sound track's caps are read before they are known") {
      Issue.record("\(outcome.errors)")
    }
  }
}

/// Runs the main job, which must succeed, with one face in the top left corner; returns the result's path.
func blurred(_ input: String, _ folder: TemporaryFolder, to name: String, _ options: [String] = []) throws
  -> String
{
  let detections = try folder.write("faces.json", Answer.corner)
  let outcome = try blur(input, detections, folder(name), options)
  try #require(outcome.code == 0, "\(outcome.errors)")
  return folder(name)
}
