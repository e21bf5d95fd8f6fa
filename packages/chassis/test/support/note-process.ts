/** An instance in a process of its own, which can be frozen: says where it answers, and ends with its parent. */
import { endWithParent } from './end-with-parent';
import { startNoteInstance } from './note-instance';

const [url = ''] = process.argv.slice(2);
startNoteInstance(url, url).then(instance => process.send?.(instance.url));
endWithParent();
